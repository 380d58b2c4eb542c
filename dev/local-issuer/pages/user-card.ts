import { demoFeatures } from '../../demo-features.js';
import type { DemoUser } from '../storage/demo-user.js';
import { html, type Html } from './html.js';

/** A demo user: who it is, what makes it interesting, its password, and what can be done with it. */
export function userCard(user: DemoUser, action: Html): Html {
  const { profile, password, description, permissions } = user;
  const initials = `${profile.given_name?.[0] ?? profile.name[0]}${profile.family_name?.[0] ?? ''}`;
  const tags = demoFeatures.flatMap(({ tagsOf }) => tagsOf?.(user) ?? []);
  const [role, ...traits] = description.split('; ');
  const may = permissions.length > 0 ? permissions.join(', ') : 'no permissions';
  return html`<li class="card">
    <span class="avatar" aria-hidden="true">${initials}</span>
    <h3>${profile.name} ${tags.map((tag) => html`<span class="tag good">${tag}</span> `)}</h3>
    <p class="role">${role}</p>
    <ul class="traits">
      ${[...traits, may].map((trait) => html`<li>${trait}</li>`)}
    </ul>
    <p class="credentials">
      <code>${profile.email}</code><br /><span class="soft">password</span> <code>${password}</code>
    </p>
    ${action}
  </li>`;
}
