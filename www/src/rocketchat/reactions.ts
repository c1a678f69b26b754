/** The reactions that the page offers, as Rocket.Chat names them: pictures that fonts without colours have, too. */
export const REACTIONS: Readonly<Record<string, string>> = {
  ':heart:': '❤️',
  ':joy:': '😂',
  ':smile:': '😄',
  ':heavy_check_mark:': '✔️',
};

/** A reaction as it is shown: those that this page has no picture of by their names. */
export const pictureOf = (reaction: string): string => REACTIONS[reaction] ?? reaction;
