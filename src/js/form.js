/** Tells a snapshot apart also where a page holds two copies of this module. */
const MARK = Symbol.for('groupwire.FormSnapshot');

/** The controls that are read; what else a form has comes from its `FormData`. */
const CONTROL = /^(input|select|textarea|button)$/;
const BUTTON = /^(submit|button|reset|image)$/;

/** What a form held at one moment, by value. */
export class FormSnapshot {
  /**
   * @param {any[][]} entries its controls in tree order, each as `[type, name, …values]`: what
   *   `Entry::from_document` of the core takes
   * @param {string} [action] where the form leads to, if it has an `action` attribute
   */
  constructor(entries, action) {
    this.entries = entries;
    this.action = action;
  }

  get [MARK]() {
    return true;
  }
}

/**
 * Reads a form: from the submission of one, which is prevented, from the form itself, a
 * `FormData`, or one control. Gives a snapshot back as it is, and nothing for any other value.
 *
 * @param {any} value
 * @returns {FormSnapshot | undefined}
 */
export function readForm(value) {
  if (value === null || typeof value !== 'object') return;
  if (value[MARK]) return value;
  const tag = tagOf(value);
  if (tag === 'HTMLFormElement') return new FormSnapshot(readElements(value));
  if (tag === 'FormData') return new FormSnapshot(Array.from(value, readPart));
  if (/^HTML(Input|Select|TextArea)Element$/.test(tag)) return new FormSnapshot([readControl(value)]);
  // Frameworks wrap the event in one of their own.
  if (typeof value.preventDefault !== 'function') return;
  const form = value.target;
  if (tagOf(form) !== 'HTMLFormElement' || (tag !== 'SubmitEvent' && value.type !== 'submit')) return;
  value.preventDefault();
  const { submitter } = value.nativeEvent || value.originalEvent || value;
  const entries = readElements(form, submitter);
  return new FormSnapshot(entries, readAction(form, submitter, entries));
}

/** The sort of an object, also of one from another frame. */
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** A property of a form or a document, which a control of the same name would hide. */
const get = (object, name) => Reflect.get(Object.getPrototypeOf(object), name, object);

function readElements(form, submitter) {
  const entries = [];
  const names = new Set();
  const elements = Array.from(get(form, 'elements')).filter((element) => CONTROL.test(element.localName));
  // A form does not list its image buttons.
  if (submitter && !elements.includes(submitter)) elements.push(submitter);
  for (const element of elements) {
    names.add(element.name);
    const isOtherButton = BUTTON.test(element.type) && element !== submitter;
    if (!isOtherButton && !element.matches(':disabled, datalist *')) entries.push(readControl(element));
  }
  try {
    // Custom elements, `dirname`, and what listeners for `formdata` add.
    for (const part of new FormData(form)) if (!names.has(part[0])) entries.push(readPart(part));
  } catch {
    // Within a listener for `formdata` there is no other `FormData` of the same form.
  }
  return entries;
}

function readControl(control) {
  const { type, name, value } = control;
  switch (type) {
    case 'checkbox':
    case 'radio':
      return [type, name, value, control.checked];
    case 'number':
      return value === '' ? [type, name] : [type, name, Number(value)];
    case 'file':
      return [type, name, ...Array.from(control.files, (file) => file.name)];
    case 'select-one':
    case 'select-multiple': {
      const options = Array.from(control.selectedOptions).filter((option) => !option.matches(':disabled'));
      return [type, name, ...options.map((option) => option.value)];
    }
    default:
      return [type, name, value];
  }
}

/** One entry of a `FormData`. An empty file input is there as a file without name and size. */
function readPart([name, value]) {
  if (typeof value === 'string') return ['text', name, value];
  return value.name || value.size ? ['file', name, value.name] : ['file', name];
}

/** The URL of the `action` attribute, with each `{name}` replaced by the value of that control. */
function readAction(form, submitter, entries) {
  const action = get(form, 'getAttribute').call(form, 'action');
  if (action === null) return;
  const own = submitter && submitter.getAttribute('formaction');
  const filled = (own ?? action).replace(/\{(.+?)\}/g, (placeholder, name) => {
    const entry = entries.find(([type, other, value, checked]) =>
      other === name && type !== 'file' && value !== undefined && checked !== false);
    return entry ? encodeURIComponent(entry[2]) : placeholder;
  });
  try {
    // An empty `action` leads to the page itself.
    return filled.trim() ? new URL(filled, get(form, 'baseURI')).href : get(get(form, 'ownerDocument'), 'URL');
  } catch {
    // It leads nowhere.
  }
}
