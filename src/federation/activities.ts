/** Notices to activities and addressees: what we say to other servers, in their words. Types are single strings, terms AS2's alone. */
import { activityIri, actorIri, actorPath, noteIri, type OwnActor, pages } from "../addresses.ts";
import { heldDays } from "../domain/delivery.ts";
import type { PersonId, ProjectId, TeamId } from "../domain/ids.ts";
import type { Message } from "../domain/messages.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import { pathOf } from "../operations/express-interest.ts";
import type { Scribe, Written } from "../operations/write-next-notice.ts";
import type { Db } from "../store/db.ts";
import { followOf, interestOf } from "../store/interests.ts";
import type { Note } from "../store/notes.ts";
import { personOf } from "../store/people.ts";
import { liveProject, projectOf } from "../store/projects.ts";
import { formedTeamOf } from "../store/teams.ts";
import { announceChange, announceKeys, announceMove, announceRetirement } from "./changes.ts";
import { activityContext, noteContext, publicCollection } from "./context.ts";
import { isDoubtedAt } from "./doubts.ts";
import { toFollowers, toInbox, toPerson } from "./envelopes.ts";
import { onlyToOpen } from "./gate.ts";
import { asHtml } from "./html.ts";
import { onlyOfLiving } from "./living.ts";
import { messagesIn } from "./messages/index.ts";
import { createOf } from "./notes.ts";
import { privateMention } from "./private-mention.ts";
import { answerQuote } from "./quotes.ts";
import { reportLetters } from "./report.ts";
import { wordsOf } from "./words.ts";

const nothing: Written = { letters: [], notes: [], activities: [], ownLinks: [] };

/** Writes notices for other servers. */
export function scribe(instance: Instance): Scribe {
  return onlyToOpen(
    instance,
    onlyOfLiving(async (db, notice) => {
      switch (notice.kind) {
        case "follow-accepted":
        case "follow-rejected":
          return answerFollow(instance, db, notice);
        case "follow-ended":
          return endFollow(instance, notice);
        case "tell":
          return tell(instance, db, notice);
        case "report":
          return { ...nothing, letters: await reportLetters(instance, db, notice) };
        case "quote-answered":
          return { ...nothing, letters: answerQuote(instance, notice) };
        case "team-formed":
          return announceTeam(instance, db, notice.team);
        case "project-changed":
          return only(announceChange(instance, db, notice));
        case "project-moved":
          return only(announceMove(instance, db, notice));
        case "keys-turned":
          return only(announceKeys(instance, db, notice));
        case "project-retired":
          return { ...nothing, letters: announceRetirement(instance, notice) };
        default:
          return notice satisfies never;
      }
    }),
  );
}

async function only(letters: Promise<Written["letters"]>): Promise<Written> {
  return { ...nothing, letters: await letters };
}

type FollowAnswer = Extract<Notice, { kind: "follow-accepted" | "follow-rejected" }>;

/** Accept or Reject, with the Follow inside: some servers would else try to fetch it (P12). */
async function answerFollow(instance: Instance, db: Db, notice: FollowAnswer): Promise<Written> {
  const person = await personOf(db, notice.person);
  if (person === null) return nothing;
  const follow = await followOf(db, person.iri, notice.follow);
  // Over before it was answered: then nothing is said any more (66).
  if (notice.kind === "follow-accepted" && follow?.state === "undone") return nothing;
  const actor = pathOf(notice.of);
  const type = notice.kind === "follow-accepted" ? "Accept" : "Reject";
  const { follow: id, as = "Follow" } = notice;
  const body = answerBody(instance, { type, iri: person.iri, actor, follow: { type: as, id } });
  const answers = notice.kind === "follow-accepted" ? { answers: notice.follow } : {};
  return { ...nothing, letters: [{ ...toPerson(instance, person, { actor, body }), ...answers }] };
}

/** A Reject after the Accept: their server then lists the follow no more. */
async function endFollow(
  instance: Instance,
  { iri, inbox, target: actor, follow }: Extract<Notice, { kind: "follow-ended" }>,
): Promise<Written> {
  const ended = { type: "Follow", id: follow };
  const body = answerBody(instance, { type: "Reject", iri, actor, follow: ended });
  const letter = toInbox(instance, inbox, { actor, body });
  return { ...nothing, letters: [{ ...letter, heldDays: heldDays.withdrawal }] };
}

function answerBody(
  { origin, newId }: Instance,
  answer: {
    readonly type: "Accept" | "Reject";
    readonly iri: string;
    readonly actor: string;
    readonly follow: { readonly id: string; readonly type: string };
  },
): unknown {
  const { type, iri, actor, follow } = answer;
  return {
    "@context": activityContext,
    type,
    id: activityIri(origin, newId()),
    actor: origin + actor,
    to: [iri],
    object: { ...follow, actor: iri, object: origin + actor },
  };
}

/** Messages that answer somebody who is not, or no longer, interested. */
const withoutInterest: ReadonlySet<Message["say"]> = new Set([
  "follow-first",
  "in-private",
  "own-link",
  "by-link",
  "closed",
]);

async function tell(
  instance: Instance,
  db: Db,
  notice: Extract<Notice, { kind: "tell" }>,
): Promise<Written> {
  const person = await personOf(db, notice.person);
  // Of a project that was retired only its end is still told.
  const find = notice.message.say === "ended" ? projectOf : liveProject;
  const project = await find(db, notice.project);
  if (person === null || project === null || person.silentSince !== null) return nothing;
  if (await isDoubtedAt({ db }, person.iri)) return nothing;
  if (
    !withoutInterest.has(notice.message.say) &&
    !(await isInterested(db, person.id, project.id))
  ) {
    return nothing;
  }
  const token = instance.newId();
  const said = await wordsOf({ db, instance, person, project, token }, notice.message);
  if (said === null) return nothing;
  const ownLinks = said.paragraphs.some((text) => text.includes(token))
    ? [{ token, person: person.id }]
    : [];
  const actor = actorPath({ kind: "project", id: project.id });
  const body = privateMention(instance, person, { actor, said, answers: notice.answers });
  const team = notice.message.say === "team-formed" ? { team: notice.message.team } : {};
  const letter = { ...toPerson(instance, person, { actor, body }), ...team };
  return { ...nothing, letters: [letter], ownLinks };
}

async function isInterested(db: Db, person: PersonId, project: ProjectId): Promise<boolean> {
  const interest = await interestOf(db, person, project);
  return interest !== null && interest.state !== "withdrawn";
}

/** T4, in public: the cooperative writes, without names; the project boosts it to its followers. */
async function announceTeam(instance: Instance, db: Db, id: TeamId): Promise<Written> {
  const team = await formedTeamOf(db, id);
  if (team === null) return nothing;
  const { origin } = instance;
  const said = messagesIn(team.language);
  const page = origin + pages.team(team.slug);
  const text = said.formedNote({
    project: team.project.sheet.name[team.language],
    where: team.where.name,
    link: page,
  });
  const org: OwnActor = { kind: "org" };
  const project: OwnActor = { kind: "project", id: team.project.id };
  const note: Note = {
    id: instance.newId(),
    actor: actorPath(org),
    language: team.language,
    html: `<p>${asHtml(text)}</p>`,
    tags: [],
    pinned: null,
    projectId: team.project.id,
    teamId: team.id,
    publishedAt: instance.now(),
  };
  const announce = {
    id: instance.newId(),
    actor: actorPath(project),
    publishedAt: instance.now(),
  };
  const announceBody = {
    "@context": activityContext,
    type: "Announce",
    id: activityIri(origin, announce.id),
    actor: actorIri(origin, project),
    published: announce.publishedAt.toISOString(),
    to: [publicCollection],
    cc: [`${actorIri(origin, project)}/followers`, actorIri(origin, org)],
    object: noteIri(origin, note.id),
  };
  const create = { "@context": noteContext, ...createOf(instance, note) };
  return {
    notes: [note],
    activities: [{ ...announce, body: JSON.stringify(announceBody) }],
    ownLinks: [],
    letters: [
      ...(await toFollowers(instance, db, { actor: actorPath(org), body: create })),
      ...(await toFollowers(instance, db, { actor: actorPath(project), body: announceBody })),
    ],
  };
}
