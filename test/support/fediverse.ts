/** One or more instances and a server of people, in one process, with real signatures. */
import { actorIri } from "../../src/addresses.ts";
import type { ProjectId } from "../../src/domain/ids.ts";
import { allProjects } from "../../src/store/projects.ts";
import { type Overrides, type TestInstance, testInstance } from "./instance.ts";
import { type Neighbours, neighbours, network } from "./neighbours.ts";

export type Fediverse = {
  readonly girona: TestInstance;
  readonly people: Neighbours;
  /** The id of the project with the smallest critical mass: five. */
  readonly project: string;
  readonly projectId: ProjectId;
};

/** An instance at girona.test and people at veins.test. */
export async function fediverse(
  overrides: Overrides & { readonly profile?: object } = {},
): Promise<Fediverse> {
  const answering: Record<string, (request: Request) => Promise<Response>> = {};
  const transport = network(answering);
  const girona = await testInstance({ ...overrides, transport });
  answering["girona.test"] = girona.answer;
  const send = (request: Request) => {
    const answer = answering[new URL(request.url).host];
    if (answer === undefined) throw new Error(`no such host: ${request.url}`);
    return answer(request);
  };
  const people = neighbours("veins.test", send, {
    ...(overrides.profile === undefined ? {} : { profile: overrides.profile }),
    ...(overrides.now === undefined ? {} : { now: overrides.now }),
  });
  answering["veins.test"] = people.answer;
  const small = (await allProjects(girona.db)).find((one) => one.sheet.criticalMass === 5);
  if (small === undefined) throw new Error("no project begins with five people");
  return {
    girona,
    people,
    projectId: small.id,
    project: actorIri(girona.origin, { kind: "project", id: small.id }),
  };
}
