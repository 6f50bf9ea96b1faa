/** JSON-LD contexts: what our documents say, and how those of others are read (protocol.md 7.1). */
import { type DocumentLoader, preloadedContexts } from "@fedify/vocab-runtime";

const activityStreams = "https://www.w3.org/ns/activitystreams";
export const publicCollection = `${activityStreams}#Public`;

/** Activities carry AS2 terms only (protocol.md 0, decision 2). */
export const activityContext: unknown = activityStreams;

const id = (iri: string) => ({ "@id": iri, "@type": "@id" });
const idSet = (iri: string) => ({ "@id": iri, "@type": "@id", "@container": "@set" });

/** Who may quote a note, in the words of GoToSocial, as Mastodon reads them. */
const policy = {
  gts: "https://gotosocial.org/ns#",
  interactionPolicy: id("gts:interactionPolicy"),
  canQuote: id("gts:canQuote"),
  automaticApproval: id("gts:automaticApproval"),
  manualApproval: id("gts:manualApproval"),
};

/** Notes may carry hashtags. */
export const noteContext: unknown = [activityStreams, { Hashtag: "as:Hashtag", ...policy }];

/** Of permissions to quote, and of the answer that brings one (FEP-044f). */
export const quoteContext: unknown = [
  activityStreams,
  {
    QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest",
    QuoteAuthorization: "https://w3id.org/fep/044f#QuoteAuthorization",
    gts: "https://gotosocial.org/ns#",
    interactingObject: id("gts:interactingObject"),
    interactionTarget: id("gts:interactionTarget"),
  },
];

/** Of documents that are fetched by id. Inline: a context that must be fetched is an outage in waiting. */
export const actorContext: unknown = [
  activityStreams,
  "https://w3id.org/security/v1",
  "https://w3id.org/security/data-integrity/v1",
  // Where assertionMethod is defined.
  "https://www.w3.org/ns/did/v1",
  "https://w3id.org/security/multikey/v1",
  {
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
    alsoKnownAs: id("as:alsoKnownAs"),
    movedTo: id("as:movedTo"),
    Hashtag: "as:Hashtag",
    toot: "http://joinmastodon.org/ns#",
    discoverable: "toot:discoverable",
    indexable: "toot:indexable",
    featured: id("toot:featured"),
    featuredTags: id("toot:featuredTags"),
    attributionDomains: { "@id": "toot:attributionDomains", "@container": "@set" },
    schema: "http://schema.org#",
    PropertyValue: "schema:PropertyValue",
    value: "schema:value",
    webfinger: "https://purl.archive.org/socialweb/webfinger#webfinger",
    implements: idSet("https://w3id.org/fep/844e#implements"),
    sdo: "https://schema.org/",
    license: id("sdo:license"),
    areaServed: idSet("sdo:areaServed"),
    sameAs: id("sdo:sameAs"),
    prov: "http://www.w3.org/ns/prov#",
    replicationOf: id("prov:wasDerivedFrom"),
    replicationRoot: id("prov:hadPrimarySource"),
    mz: "https://joinmobilizon.org/ns#",
    members: id("mz:members"),
    memberCount: "mz:memberCount",
    cf: "https://w3id.org/commons-fed#",
    stage: "cf:stage",
    catalog: id("cf:catalog"),
    blueprint: id("cf:blueprint"),
    replicas: id("cf:replicas"),
    reach: "cf:reach",
    teams: id("cf:teams"),
  },
];

/** Contexts come from the bundled set; an unknown one means nothing, and nothing is fetched (C10). */
export const offlineContexts: DocumentLoader = async (url) => ({
  contextUrl: null,
  documentUrl: url,
  document: preloadedContexts[url] ?? { "@context": {} },
});

/** Reading an activity never fetches what it mentions. */
export const noDocuments: DocumentLoader = async (url) => {
  throw new Error(`nothing is fetched while reading: ${new URL(url).host}`);
};
