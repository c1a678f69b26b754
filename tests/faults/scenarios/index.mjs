// @ts-check
// The scenarios, in the order in which they are told.

import { scenario as answerLostOnItsWay } from './answer-lost-on-its-way.mjs';
import { scenario as backAndForward } from './back-and-forward.mjs';
import { deaf, mute } from './black-holed.mjs';
import { scenario as burst } from './burst.mjs';
import { scenario as closeDuringOutage } from './close-during-outage.mjs';
import { scenario as closedStaysClosed } from './closed-stays-closed.mjs';
import { scenario as closedWithPostsOnTheirWay } from './closed-with-posts-on-their-way.mjs';
import { scenario as firstConnectRefused } from './first-connect-refused.mjs';
import { scenario as firstConnectUnanswered } from './first-connect-unanswered.mjs';
import { scenario as flapping } from './flapping.mjs';
import { scenario as frozen } from './frozen.mjs';
import { scenario as greetingCut } from './greeting-cut.mjs';
import { scenario as greetingLost } from './greeting-lost.mjs';
import { scenario as halfOpen } from './half-open.mjs';
import { scenario as hidden } from './hidden.mjs';
import { scenario as hiddenServerAway } from './hidden-server-away.mjs';
import { scenario as inboundFrameTruncated } from './inbound-frame-truncated.mjs';
import { scenario as joinLostOnItsWay } from './join-lost-on-its-way.mjs';
import { scenario as joinedDuringOutage } from './joined-during-outage.mjs';
import { ended, killed } from './killed.mjs';
import { scenario as killedTwice } from './killed-twice.mjs';
import { scenario as killedWhileFrozen } from './killed-while-frozen.mjs';
import { scenario as lateBytes } from './late-bytes.mjs';
import { scenario as leftStaysLeft } from './left-stays-left.mjs';
import { scenario as memoryLost } from './memory-lost.mjs';
import { scenario as missedInManyGroups } from './missed-in-many-groups.mjs';
import { scenario as missedMessages } from './missed-messages.mjs';
import { scenario as missedPrivateMessages } from './missed-private-messages.mjs';
import { scenario as moreMissedThanKept } from './more-missed-than-kept.mjs';
import { scenario as networkChanged } from './network-changed.mjs';
import { scenario as offlineAndOnline } from './offline-and-online.mjs';
import { scenario as outboundFrameTruncated } from './outbound-frame-truncated.mjs';
import { scenario as percentSigns } from './percent-signs.mjs';
import { scenario as postLostOnItsWay } from './post-lost-on-its-way.mjs';
import { scenario as postsDuringOutage } from './posts-during-outage.mjs';
import { scenario as reconnectedAtOnce } from './reconnected-at-once.mjs';
import { refusing, upgrade401, upgrade503 } from './refusing.mjs';
import { scenario as secondConnect } from './second-connect.mjs';
import { scenario as serverAway } from './server-away.mjs';
import { scenario as serverKilledWithTheAnswer } from './server-killed-with-the-answer.mjs';
import { serverRestarted, serverShutDown } from './server-restarted.mjs';
import { scenario as serverStopped } from './server-stopped.mjs';
import { scenario as shownAgain } from './shown-again.mjs';
import { scenario as slowButAlive } from './slow-but-alive.mjs';
import { scenario as slowLink } from './slow-link.mjs';
import { scenario as streamWithKills } from './stream-with-kills.mjs';
import { scenario as throwingCallback } from './throwing-callback.mjs';
import { scenario as tokenExpired } from './token-expired.mjs';
import { scenario as tokenRenewed } from './token-renewed.mjs';
import { scenario as tokenRenewedLater } from './token-renewed-later.mjs';
import { scenario as tokenRevoked } from './token-revoked.mjs';

/** @type {readonly import('../stage.mjs').Scenario[]} */
export const scenarios = [
  killed,
  ended,
  killedTwice,
  serverAway,
  serverRestarted,
  serverShutDown,
  firstConnectRefused,
  firstConnectUnanswered,
  refusing,
  upgrade503,
  upgrade401,
  greetingCut,
  greetingLost,
  flapping,
  tokenRevoked,
  tokenRenewed,
  tokenRenewedLater,
  tokenExpired,
  closeDuringOutage,
  closedStaysClosed,
  reconnectedAtOnce,
  joinedDuringOutage,
  joinLostOnItsWay,
  leftStaysLeft,
  closedWithPostsOnTheirWay,
  halfOpen,
  deaf,
  mute,
  slowButAlive,
  serverStopped,
  lateBytes,
  slowLink,
  postsDuringOutage,
  postLostOnItsWay,
  answerLostOnItsWay,
  serverKilledWithTheAnswer,
  outboundFrameTruncated,
  burst,
  missedMessages,
  missedPrivateMessages,
  missedInManyGroups,
  moreMissedThanKept,
  memoryLost,
  inboundFrameTruncated,
  streamWithKills,
  hiddenServerAway,
  hidden,
  shownAgain,
  frozen,
  killedWhileFrozen,
  offlineAndOnline,
  networkChanged,
  backAndForward,
  secondConnect,
  throwingCallback,
  percentSigns,
];
