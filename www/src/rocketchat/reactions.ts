/** The reactions that the page offers, as Rocket.Chat names them. */
export const REACTIONS: Readonly<Record<string, string>> = {
  ':thumbsup:': '👍',
  ':heart:': '❤️',
  ':joy:': '😂',
  ':tada:': '🎉',
};

/** A reaction as it is shown: those that this page has no picture of by their names. */
export const pictureOf = (reaction: string): string => REACTIONS[reaction] ?? reaction;
