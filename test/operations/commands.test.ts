/** C10: what a message alone asks for, on a real database and in the words that are sent. */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { type Neighbour, type Village, village } from "./village.ts";

let v: Village;
let project: Project;
let anna: Neighbour;

beforeEach(async () => {
  v = await village();
  project = await v.project();
  anna = v.neighbour("anna");
  await anna.follow(project);
  await v.notices();
});

const says = async () => (await v.told()).map(({ say }) => say);

/** The words of the letters that wait, as plain text. */
async function words(): Promise<string> {
  const letters = await v.write();
  const text = letters.map(({ body }) => (body.object as { content?: string }).content ?? "");
  await v.instance.db.execute(sql`delete from letter`);
  return text.join("\n").replace(/<[^>]*>/g, "");
}

describe("C10: commands", () => {
  test.each([
    ["ajuda", "ca", ["ENLLAÇ", "STOP", "Respon només amb el nom"]],
    ["ayuda", "es", ["ENLACE", "STOP", "Responde solo con el nombre"]],
    ["help", "en", ["LINK", "STOP", "Reply with just the name"]],
  ] as const)(
    "%s says what can be written, and what we wait for",
    async (text, language, parts) => {
      await anna.say(project, text, { language });
      const said = await words();
      for (const part of parts) expect(said).toContain(part);
      expect(said).not.toMatch(/No t'hem entès|No te hemos entendido|did not quite understand/);
      expect((await anna.interest(project))?.state).toBe("follows");
    },
  );

  test.each([
    ["english", "ca", "Fine: from now on we will write to you in English."],
    ["castellano", "en", "a partir de ahora te hablaremos en castellano."],
    ["català", "es", "a partir d'ara et parlarem en català."],
  ] as const)(
    "%s is answered in it, and stays though the server says %s",
    async (text, declared, answer) => {
      await anna.say(project, text, { language: declared });
      expect(await words()).toContain(answer);
      await anna.say(project, "???", { language: declared });
      const [row] = await v.rows<{ language: string }>(sql`select language from person`);
      expect(row?.language).toBe({ english: "en", castellano: "es", català: "ca" }[text]);
    },
  );

  test("a language that the instance does not speak changes nothing, and is helped on", async () => {
    Object.assign(v.instance.settings, { languages: ["ca"] });
    await anna.say(project, "english");
    expect(await says()).toEqual(["commands"]);
    const [row] = await v.rows<{ chosen: boolean }>(
      sql`select language_chosen as chosen from person`,
    );
    expect(row?.chosen).toBe(false);
  });

  test("in public the link is not given: one line says where to write", async () => {
    await anna.say(project, "enllaç", { inPublic: true });
    expect(await says()).toEqual(["in-private"]);
    expect(await v.rows(sql`select * from own_link`)).toEqual([]);
  });

  test("C8: commands count among the ten answers of a day", async () => {
    for (let n = 0; n < 12; n++) await anna.say(project, n % 2 === 0 ? "link" : "help");
    expect(await says()).toHaveLength(10);
  });

  test("P8: of a sensitive project too, whoever asks gets the page of what is held", async () => {
    const sensitive = await v.project({ sensitive: true });
    await anna.say(sensitive, "my page");
    expect(await says()).toEqual(["own-link"]);
  });
});
