/** A load from another process: signs Follows beforehand, then posts them for so long. Prints what was answered, as JSON. */
import { postAll, signFollows } from "./wire.ts";

const [origin = "", project = "", count = "", seconds = "", connections = ""] =
  process.argv.slice(2);
const posts = signFollows(origin, project, { from: 0, count: Number(count), many: 500 });
process.stdout.write("ready\n");
const began = performance.now();
const statuses = await postAll(`${project}/inbox`, posts[Symbol.iterator](), {
  connections: Number(connections),
  untilMs: Number(seconds) * 1000,
});
const took = (performance.now() - began) / 1000;
process.stdout.write(`${JSON.stringify({ took, statuses: [...statuses] })}\n`);
