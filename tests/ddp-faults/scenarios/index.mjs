// @ts-check
// The scenarios, in the order in which they are told.

import { callInFlight, killed, loginInFlight, tokenRevoked } from './breaking.mjs';
import { deadPort } from './connecting.mjs';
import { calledMeanwhile, subscribedMeanwhile, threeSeconds } from './outage.mjs';
import { halfOpen, unanswered } from './silence.mjs';
import { ended, leak, refused, twice, unknown } from './subscribing.mjs';

/** @type {readonly import('../stage.mjs').Scenario[]} */
export const scenarios = [
  deadPort,
  twice,
  refused,
  unknown,
  killed,
  callInFlight,
  loginInFlight,
  calledMeanwhile,
  subscribedMeanwhile,
  tokenRevoked,
  threeSeconds,
  ended,
  unanswered,
  halfOpen,
  leak,
];
