/** Pages for people. Everything works without a script. */
import { type Context, Hono, type HonoRequest } from "hono";
import { placeWord } from "../addresses.ts";
import { type Language, languages } from "../domain/languages.ts";
import type { Instance } from "../instance.ts";
import { log } from "../log.ts";
import { answerElsewhere, answerPage } from "./answer.ts";
import { type FindWay, serveFollowing } from "./follow.ts";
import { askedLanguage, messages, saidLanguage } from "./language.ts";
import { serveFiles } from "./look/files.ts";
import { servePhotographs } from "./look/photographs.ts";
import { servePictures } from "./look/pictures.ts";
import { serveMurmurations } from "./murmurations.ts";
import { serveOwnPages, withoutToken } from "./own.ts";
import type { Outcome, View } from "./page.ts";
import { catalogue } from "./pages/catalogue.ts";
import { cooperative, program } from "./pages/cooperative.ts";
import { find } from "./pages/find.ts";
import { home } from "./pages/home.ts";
import { note } from "./pages/note.ts";
import { placeAtSlug } from "./pages/place.ts";
import { projectAtId, projectAtSlug } from "./pages/project.ts";
import { teamAtId, teamAtSlug } from "./pages/team.ts";
import { brokenPage, notAllowedPage, notFoundPage } from "./pages/trouble.ts";
import { cataloguePath, findPath, inLanguage, projectsWord } from "./parts/links.ts";

type Answer = (instance: Instance, view: View, asked: HonoRequest) => Outcome | Promise<Outcome>;

/** Every page that stands at the same address in all languages. */
const table: readonly (readonly [path: string, answer: Answer])[] = [
  ["", home],
  ["/p/:slug", projectAtSlug],
  ["/t/:slug", teamAtSlug],
  ["/ap/org", cooperative],
  ["/ap/instance", program],
  ["/ap/projects/:id", projectAtId],
  ["/ap/teams/:id", teamAtId],
  ["/ap/notes/:id", note],
];

/**
 * The pages of an instance. They answer every address, with a 404 when nothing else fits: whoever puts
 * them together with other surfaces asks those first.
 */
export function pages(instance: Instance, findWay: FindWay = noWay): Hono {
  const app = new Hono();
  serveFiles(app);
  servePictures(app, instance);
  servePhotographs(app, instance);
  serveMurmurations(app, instance);
  const viewing = (request: Request) => viewOf(instance, request);
  serveOwnPages(app, instance, viewing);
  serveFollowing(app, instance, { viewOf: viewing, findWay });
  for (const said of [undefined, ...instance.settings.languages]) {
    for (const [path, answer] of table) {
      read(app, instance, inLanguage(said, path) || "/", answer);
    }
    for (const one of named) readNamed(app, instance, said, one);
  }
  app.all("*", (c) => nothing(c, instance));
  app.onError((error, c) => broken(error, c, instance));
  return app;
}

/** Pages that stand alone ask no other server: they show the address to copy. */
const noWay: FindWay = async ({ server }) => ({ host: server, url: null });

/** What stands under a word of its own in each language: `/lloc/…`, `/es/lugar/…`, `/en/place/…`. */
type Named = {
  readonly words: Readonly<Record<Language, string>>;
  readonly at: (language?: Language) => string;
  readonly answer: Answer;
  /** What stands below it, by slug. */
  readonly below?: Answer;
};

const named: readonly Named[] = [
  { words: placeWord, at: findPath, answer: find, below: placeAtSlug },
  { words: projectsWord, at: cataloguePath, answer: catalogue },
];

/** Under the word of its language it answers; under those of others it says where it is. */
function readNamed(app: Hono, instance: Instance, said: Language | undefined, one: Named): void {
  const own = one.at(said);
  read(app, instance, own, one.answer);
  if (one.below !== undefined) read(app, instance, `${own}/:slug`, one.below);
  for (const word of languages) {
    // Without a prefix the word says the language, unless this instance does not speak it.
    const meant = said ?? instance.settings.languages.find((language) => language === word);
    const path = inLanguage(said, `/${one.words[word]}`);
    if (path === own || meant === undefined) continue;
    read(app, instance, path, (_, __, asked) => ({
      to: one.at(meant) + new URL(asked.url).search,
      forGood: true,
    }));
    if (one.below === undefined) continue;
    read(app, instance, `${path}/:slug`, (_, __, asked) => ({
      to: `${one.at(meant)}/${encodeURIComponent(asked.param("slug") ?? "")}`,
      forGood: true,
    }));
  }
}

function read(app: Hono, instance: Instance, path: string, answer: Answer): void {
  app.get(path, async (c) => {
    const view = viewOf(instance, c.req.raw);
    const outcome = await answer(instance, view, c.req);
    if (outcome === null) return nothing(c, instance);
    return "to" in outcome ? answerElsewhere(view, outcome) : answerPage(view, outcome);
  });
  app.all(path, (c) => {
    const view = viewOf(instance, c.req.raw);
    return answerPage(view, notAllowedPage(view));
  });
}

function nothing(c: Context, instance: Instance): Response | Promise<Response> {
  const view = viewOf(instance, c.req.raw);
  const { path } = c.req;
  if (path.length > 1 && path.endsWith("/")) {
    // With our origin before it: what begins with two slashes would lead to another host (E6).
    const to = instance.origin + path.replace(/\/+$/, "");
    return answerElsewhere(view, { to, forGood: true });
  }
  return answerPage(view, notFoundPage(view));
}

/** R12: ours, not theirs, and likely over in a minute. */
function broken(error: Error, c: Context, instance: Instance): Promise<Response> {
  // Of a failed query only what the database said: its values may be somebody's (F19).
  const { name, message } = error.cause instanceof Error ? error.cause : error;
  log.error("Showing {path} failed: {name}: {message}", {
    path: withoutToken(c.req.path),
    name,
    message,
  });
  const view = viewOf(instance, c.req.raw);
  return answerPage(view, brokenPage(view));
}

function viewOf({ origin, settings }: Instance, request: Request): View {
  const said = saidLanguage(new URL(request.url).pathname, settings.languages);
  const accepted = request.headers.get("accept-language");
  const language = said ?? askedLanguage(accepted, settings.languages);
  return { origin, settings, language, said, t: messages[language] };
}
