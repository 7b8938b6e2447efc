// A provider of OpenID Connect for the tests: whoever was put before it with POST /person signs in, without a page.
import http from "node:http";
import Provider from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
let person = null;

const provider = new Provider(issuer, {
  clients: [{ client_id: "blendwise", client_secret: "only-for-tests", redirect_uris: [callback] }],
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub", "acr", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  acrValues: ["https://refeds.org/profile/mfa"],
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...person.claims }) }),
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

const body = async (request) => {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
};
const answer = provider.callback();

http
  .createServer(async (request, response) => {
    if (request.method === "POST" && request.url === "/person") {
      person = await body(request);
      response.end();
    } else if (request.url.startsWith("/interaction/")) {
      const result = person.refuses
        ? { error: "access_denied" }
        : { login: { accountId: person.id, acr: person.acr, amr: person.amr } };
      await provider.interactionFinished(request, response, result);
    } else {
      answer(request, response);
    }
  })
  .listen(Number(port), "127.0.0.1", () => console.log("ready"));
