/** A report by another server about what is ours: read as plain JSON, kept for moderators alone (B18, G8). */
import { Flag } from "@fedify/vocab";
import { serverOf } from "../../domain/moderation.ts";
import { takeReport } from "../../operations/take-report.ts";
import { plainText } from "../plain-text.ts";
import type { Handler } from "./index.ts";

const longestContent = 5_000;
const mostAbout = 50;
const longestAddress = 1_000;

export const onFlag: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Flag)) return false;
  const { object, content } = JSON.parse(claim.body) as Record<string, unknown>;
  const about = addresses(object).filter((one) => one.startsWith(`${instance.origin}/`));
  if (about.length === 0) return false;
  await takeReport(instance, {
    claim,
    host: serverOf(claim.actor),
    about: about.slice(0, mostAbout),
    content: typeof content === "string" ? readable(content) : "",
  });
  return true;
};

/** Moderators read it in a terminal: nothing invisible, nothing that commands it. */
function readable(content: string): string {
  const text = plainText(content).replace(/[^\P{C}\n]/gu, "");
  return [...text].slice(0, longestContent).join("");
}

/** Ids, alone or inside objects, one or several: programs write it in every way. */
function addresses(object: unknown): readonly string[] {
  const ids = (Array.isArray(object) ? object : [object]).map((one: unknown) =>
    typeof one === "object" && one !== null && "id" in one ? one.id : one,
  );
  return [...new Set(ids)].filter(
    (id): id is string =>
      typeof id === "string" && id.length <= longestAddress && !/[\p{C}\s]/u.test(id),
  );
}
