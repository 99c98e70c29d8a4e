/**
 * Colours by what they are for. Charts name them as custom properties, so that one drawing is right in a light and in a dark page. The series are those of
 * Okabe and Ito (2008), told apart with any kind of colour vision, darkened or lightened to a contrast of 3 : 1 and more with the paper.
 */
export const lightTheme = {
  paper: '#ffffff',
  ink: '#1b1f24',
  muted: '#57606a',
  grid: '#dfe3e8',
  quiet: '#8c959f',
  'series-1': '#0072b2',
  'series-2': '#c44e00',
  'series-3': '#00775a',
  'series-4': '#a8437f',
  'series-5': '#8a6d00',
  'series-6': '#4b5563',
} as const;

export type ThemeColour = keyof typeof lightTheme;

const darkTheme: Readonly<Record<ThemeColour, string>> = {
  paper: '#14181d',
  ink: '#e6eaef',
  muted: '#a3adb8',
  grid: '#323a44',
  quiet: '#7d8792',
  'series-1': '#5eb5f0',
  'series-2': '#ff9d4d',
  'series-3': '#3fc79a',
  'series-4': '#e79bc6',
  'series-5': '#e8d44d',
  'series-6': '#b4bcc6',
};

export const colour = (name: ThemeColour): string => `var(--${name})`;

/** Families have the same colour everywhere in a report. */
const familyColours: Readonly<Record<string, ThemeColour>> = {
  'dual tower': 'series-1',
  'early fusion': 'series-2',
  'late interaction': 'series-3',
};

export const familyColour = (family: string | undefined): string => colour(familyColours[family ?? ''] ?? 'series-4');

const declarations = (theme: Readonly<Record<ThemeColour, string>>): string =>
  Object.entries(theme)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');

/** The style sheet of the colours: dark where the reader's system is, light on paper. */
export const themeCss = `:root{color-scheme:light dark;${declarations(lightTheme)}}
@media screen and (prefers-color-scheme:dark){:root{${declarations(darkTheme)}}}
`;

/** A drawing that stands outside of a page, on white: not every viewer knows custom properties. */
export const withoutProperties = (svg: string): string =>
  svg
    .replace(/<svg[^>]*>/, `$&<rect width="100%" height="100%" fill="${lightTheme.paper}"/>`)
    .replace(/var\(--([\w-]+)\)/g, (whole, name: string) =>
      Object.hasOwn(lightTheme, name) ? lightTheme[name as ThemeColour] : whole,
    );
