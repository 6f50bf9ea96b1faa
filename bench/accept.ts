/** From a Follow to its Accept on an idle instance, one after the other; the floor is a signed POST to a bare server. */
import { createServer } from "node:http";
import { join } from "node:path";
import { people as openPeople, type People, send, signedHeaders } from "../test/faults/people.ts";
import { findProject } from "../test/faults/story.ts";
import { freePort, pause, start, temporaryFolder } from "../test/support/program.ts";
import { type Figure, figure } from "./table.ts";

const follows = 50;

export async function accept(): Promise<readonly Figure[]> {
  const folder = temporaryFolder();
  const people = await openPeople();
  const program = start({
    port: await freePort(),
    settings: {
      DATA_DIR: join(folder.path, "data"),
      LOG_LEVEL: "error",
      // Nothing but the Follow and its Accept.
      WAIT_QUESTION: "PT1H",
    },
  });
  try {
    await program.listening;
    const project = await findProject(program.origin);
    // The first one of all: the project's keys are made for it.
    const [first] = await timed(people, project, ["first"]);
    const names = Array.from({ length: follows }, (_, n) => `person${n}`);
    const times = await timed(people, project, names);
    const again = await timed(people, project, names);
    return [
      figure("floor: a signed POST to a bare node:http server", "ms", await floor(people)),
      figure(
        "Follow to 202, a person never seen before",
        "ms",
        times.map(({ taken }) => taken),
      ),
      figure(
        "Follow to Accept, a person never seen before",
        "ms",
        times.map(({ accepted }) => accepted),
      ),
      figure(
        "Follow to Accept, said again",
        "ms",
        again.map(({ accepted }) => accepted),
      ),
      figure("Follow to Accept, the first one of all", "ms", [first?.accepted ?? Number.NaN]),
    ];
  } finally {
    await program.stop();
    await people.close();
    await folder.remove();
  }
}

type Times = { readonly taken: number; readonly accepted: number };

async function timed(
  people: People,
  project: string,
  names: readonly string[],
): Promise<readonly Times[]> {
  const times: Times[] = [];
  for (const name of names) {
    const isHers = (one: People["received"][number]) => one.type === "Accept" && one.name === name;
    const before = people.received.filter(isHers).length;
    const follow = people.follow(name, project);
    const at = performance.now();
    const { status, body } = await people.post(`${project}/inbox`, follow);
    const taken = performance.now() - at;
    if (status !== 202) throw new Error(`not taken: ${status} ${body}`);
    for (let waited = 0; people.received.filter(isHers).length === before; waited += 2) {
      if (waited > 60_000) throw new Error("no Accept in a minute");
      await pause(2);
    }
    const accept = people.received.filter(isHers).at(-1);
    times.push({ taken, accepted: (accept?.at ?? Number.NaN) - at });
    // Until nothing of it is under way.
    await pause(200);
  }
  return times;
}

async function floor(people: People): Promise<readonly number[]> {
  const server = createServer((incoming, answer) => {
    incoming.resume().on("end", () => answer.writeHead(202).end());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const inbox = `http://127.0.0.1:${port}/inbox`;
  const times: number[] = [];
  for (let n = 0; n < follows; n++) {
    const actor = people.iri(`person${n}`);
    const body = JSON.stringify(people.follow(`person${n}`, inbox));
    const at = performance.now();
    await send(inbox, body, signedHeaders(inbox, body, actor));
    times.push(performance.now() - at);
  }
  await new Promise((resolve) => server.close(resolve));
  return times;
}
