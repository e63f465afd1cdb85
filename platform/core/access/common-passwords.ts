/**
 * Passwords that are tried first. The list is our own, made here from words and the ways in which people lengthen them;
 * nothing is copied from a published list, so there is no licence to keep but that of the project (EUPL-1.2). It holds
 * what can pass the rule of twelve characters; shorter ones are refused anyway.
 *
 * It is no measure of what has leaked: see docs/security.md, 6.2.4 and 6.2.12.
 */

const WORDS = [
  'password', 'passw0rd', 'contraseña', 'contrasena', 'clave', 'miclave', 'secreto', 'secret', 'admin', 'administrador', 'administrator', 'usuario', 'user', 'root', 'invitado', 'guest',
  'welcome', 'bienvenido', 'bienvenidos', 'hola', 'holamundo', 'helloworld', 'letmein', 'dejameentrar', 'iloveyou', 'teamo', 'tequiero', 'teamomucho', 'amor', 'miamor', 'changeme', 'cambiame', 'default',
  'qwerty', 'qwertyuiop', 'qwertyuiopasdfghjkl', 'asdfghjkl', 'asdfgh', 'zxcvbnm', 'qazwsx', 'qazwsxedc', '1qaz2wsx', '1q2w3e4r', '1q2w3e4r5t', '1q2w3e4r5t6y', 'zaq12wsx', 'poiuytrewq',
  'abcdef', 'abcdefghijkl', 'abc123', 'a1b2c3d4', 'a1b2c3d4e5f6', 'aa123456', 'test', 'testing', 'prueba', 'pruebas', 'demo', 'ejemplo', 'temporal', 'provisional',
  'dragon', 'monkey', 'football', 'futbol', 'baseball', 'superman', 'batman', 'pokemon', 'starwars', 'princess', 'princesa', 'sunshine', 'shadow', 'master', 'michael', 'jordan', 'charlie', 'estrella', 'corazon', 'mariposa',
  'alejandro', 'alejandra', 'carlos', 'daniel', 'daniela', 'fernando', 'gabriel', 'gabriela', 'jose', 'juan', 'juancarlos', 'luis', 'maria', 'mariajose', 'miguel', 'miguelangel', 'patricia', 'ricardo', 'roberto', 'rosa', 'sandra', 'valentina', 'jesus', 'jesuscristo', 'cristo', 'diosesamor', 'diosmio',
  'peru', 'viva peru', 'vivaelperu', 'arribaperu', 'lima', 'limaperu', 'cusco', 'arequipa', 'trujillo', 'chiclayo', 'piura', 'iquitos', 'huancayo', 'puno', 'tacna', 'machupicchu', 'inkakola', 'incakola', 'ceviche', 'alianzalima', 'alianza', 'universitario', 'sportingcristal', 'blanquirroja', 'mexico', 'vivamexico', 'chivas', 'america',
  'gobierno', 'estado', 'ministerio', 'municipalidad', 'gobiernoperu', 'presidencia', 'pcm', 'sgtd', 'yupana', 'registro', 'algoritmo', 'algoritmos', 'inteligencia', 'inteligenciaartificial', 'strategy', 'estrategia', 'transformaciondigital', 'gobiernodigital', 'ciudadano',
  'enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'setiembre', 'septiembre', 'octubre', 'noviembre', 'diciembre', 'january', 'february', 'november', 'december', 'lunes', 'viernes', 'verano', 'invierno', 'primavera', 'summer', 'winter', 'spring', 'autumn',
  'computer', 'computadora', 'internet', 'windows', 'google', 'facebook', 'whatsapp', 'samsung', 'microsoft', 'android', 'company', 'empresa', 'trabajo', 'oficina', 'office', 'familia', 'family', 'freedom', 'libertad', 'trustno1', 'whatever', 'correcthorsebatterystaple',
] as const;

const ENDINGS = ['1', '12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789', '1234567890', '0', '00', '000', '01', '007', '10', '11', '111', '1111', '69', '99', '321', '654321', 'abc', 'xyz'] as const;

/** Signs that stand for letters. */
const LETTERS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s/g, '');
const unmasked = (text: string): string => text.replace(/[013457@$!]/g, (sign) => LETTERS[sign] ?? sign);

const BASES: ReadonlySet<string> = new Set(WORDS.map((word) => plain(word)));
const UNMASKED: ReadonlySet<string> = new Set([...BASES].map(unmasked));

/** Every word with every ending, and each said two and three times: some thousands. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([...BASES].flatMap((word) => [word, word + word, word + word + word, ...ENDINGS.flatMap((ending) => [word + ending, ending + word])]));

/** True for a list entry as it is or in disguise, for keys in a row, and for a few signs over and over. */
export function isCommonPassword(password: string): boolean {
  const text = plain(password);
  if (COMMON_PASSWORDS.has(text) || isRepeated(text) || isRow(text)) return true;
  // Years, digits and signs around a word: "Ministerio2026!!".
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const outer = unmasked(text.replace(/^[^\p{L}@$]+|[\d!?.,*#_+-]+$/gu, ''));
  return [core, outer].some((word) => isWords(word)) || [...core].length < 4;
}

/** One, two or three words of the list and nothing else. */
function isWords(text: string, left = 3): boolean {
  if (BASES.has(text) || UNMASKED.has(unmasked(text))) return true;
  if (left <= 1) return false;
  return [...UNMASKED].some((word) => word.length >= 4 && unmasked(text).startsWith(word) && isWords(unmasked(text).slice(word.length).replace(/^[^\p{L}]+/u, ''), left - 1));
}

/** `abcabcabcabc`: a piece of up to four signs again and again. */
const isRepeated = (text: string): boolean => /^(.{1,4})\1+.{0,3}$/su.test(text);

/** Each sign the neighbour of the one before it: `123456789012`, `abcdefghijkl`, and both backwards. */
function isRow(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const inRow = steps.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9).length;
  return steps.length > 0 && inRow / steps.length > 0.8;
}
