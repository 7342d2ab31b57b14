// The certified oidc-provider with its own pages for development: it lets everybody in who gives a name, with any password.
import Provider from 'oidc-provider';

const [issuer, redirect, secret] = process.argv.slice(2);
const provider = new Provider(issuer, {
  clients: [{ client_id: 'qwenwebchat', client_secret: secret, redirect_uris: [redirect], token_endpoint_auth_method: 'client_secret_post' }],
  scopes: ['openid', 'profile', 'email', 'roles'],
  claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email'], roles: ['roles'] },
  pkce: { required: () => true },
  cookies: { keys: ['a key of the test'] },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: `${id} of the provider`, email: `${id}@example.org`, roles: id.startsWith('chief') ? ['chat-admins'] : id.startsWith('guest') ? [] : ['chat-users'] }),
  }),
});

provider.listen(Number(new URL(issuer).port), '127.0.0.1', () => console.log('listening'));
