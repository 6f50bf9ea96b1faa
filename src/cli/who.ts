/** Who gives a command: their name goes into the audit log with what they did. */
import { userInfo } from "node:os";

/** The user of the operating system; some containers have numbers without names. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return "cli";
  }
}
