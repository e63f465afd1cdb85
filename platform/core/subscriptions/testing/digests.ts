/** A process that sends digests as fast as it can, for tests that kill it. */
import type pg from 'pg';
import { TEST_KINDS } from '../../../../test/support/kinds.ts';
import { TEST_CONFIGURATION } from '../../../../test/support/platform.ts';
import { loadMessages } from '../../../app.ts';
import { connect } from '../../storage/database.ts';
import { sendDigests } from '../digest.ts';
import { Messages } from '../../i18n/messages.ts';

const { database } = await connect(JSON.parse(process.argv[2] ?? '') as pg.PoolConfig);
const known = await loadMessages();
// Texts of the application, and a name for the kind of the tests.
const messages = new Messages(new Map(['es', 'en', 'qu'].map((language) => [language, new Map([...known.texts(language), ['kinds.thing.one', 'cosa']])])));
const platform = { database, modules: [], kinds: TEST_KINDS, messages, configuration: TEST_CONFIGURATION, origin: 'https://yupana.test', now: () => new Date() };
process.send?.('ready');
for (;;) await sendDigests(platform);
