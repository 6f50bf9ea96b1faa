/** The table of moderators' commands. */
import type { InferValue } from "@optique/core/parser";
import type { Instance } from "../instance.ts";
import { exportRules, importRules, makeRule, showRules, takeRuleAway } from "./moderation.ts";
import type { audit, moderation, report } from "./moderation-commands.ts";
import type { Outcome } from "./outcome.ts";
import {
  judge,
  putReportAway,
  reportAccount,
  showDeeds,
  showHeld,
  showReport,
  showReports,
} from "./reports.ts";

export type ModeratorsCommand = InferValue<typeof moderation | typeof report | typeof audit>;

export async function moderate(instance: Instance, command: ModeratorsCommand): Promise<Outcome> {
  switch (command.does) {
    case "moderation block":
      return makeRule(instance, "block", command);
    case "moderation limit":
      return makeRule(instance, "limit", command);
    case "moderation allow":
      return makeRule(instance, "allow", command);
    case "moderation lift":
      return takeRuleAway(instance, command);
    case "moderation list":
      return showRules(instance);
    case "moderation import":
      return importRules(instance, command);
    case "moderation export":
      return exportRules(instance);
    case "moderation held":
      return showHeld(instance);
    case "moderation approve":
      return judge(instance, command.id, "show");
    case "moderation refuse":
      return judge(instance, command.id, "refuse");
    case "report list":
      return showReports(instance, command.all);
    case "report show":
      return showReport(instance, command.id);
    case "report settle":
      return putReportAway(instance, command.id);
    case "report send":
      return reportAccount(instance, command);
    case "audit":
      return showDeeds(instance, command.since);
    default:
      return command satisfies never;
  }
}
