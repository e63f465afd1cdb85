/** One field of an edit form, whatever its type: label, help, error, control, and why there may be no value. */
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { NO_ITEMS } from '../../kinds/form.ts';
import { below, type FormNode, positionsOf } from '../../kinds/form-tree.ts';
import type { Fields } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import { html, type Html } from '../html.ts';
import { booleanControl, choiceBoxes, choiceControl, input, moneyControl, multilingualControl, select, textArea } from './form-controls.ts';
import { controlAttributes, errorOf, type FormContext, helpOf, idOf, labelText, type Place } from './form-context.ts';
import { dueOf } from './form-due.ts';
import { examplesOf } from './form-examples.ts';
import { referenceControl } from './form-references.ts';

/** The fields of a kind or group, in their order. */
export function fieldsBelow(form: FormContext, fields: Fields, parent: Pick<Place, 'path' | 'field' | 'node'>): Html {
  return html`${Object.entries(fields).map(([name, schema]) => {
    const field = parent.field === '' ? name : `${parent.field}.${name}`;
    const path = parent.path === '' ? name : `${parent.path}.${name}`;
    const meta = fieldMeta(schema);
    return fieldAt(form, { path, field, meta, node: below(parent.node, name), label: form.page.t(labelKey(form.kind.name, field)), need: meta.required ? 'required' : 'optional' });
  })}`;
}

function fieldAt(form: FormContext, place: Place): Html {
  const { meta } = place;
  // What is said of a list is said once, not of each of its items.
  const help = place.need !== undefined && helpOf(form, place);
  const describedBy = [help && `${idOf(place.path)}-help`];
  switch (meta.type) {
    case 'group':
      return together(form, place, help, html`${place.node.text !== '' && html`<input type="hidden" name="${place.path}" value="${place.node.text}">`}${fieldsBelow(form, meta.fields, place)}`);
    case 'list':
      return together(form, place, help, items(form, place, fieldMeta(meta.element)));
    case 'multilingual':
      return together(form, place, help, multilingualControl(form, place, meta.maxLength));
    case 'money':
      return together(form, place, help, moneyControl(form, place));
    case 'boolean':
      return together(form, place, help, booleanControl(form, place));
    case 'reference':
      return alone(form, place, help, referenceControl(form, place, meta.to, describedBy));
    case 'choice':
      return alone(form, place, help, choiceControl(form, place, meta.options, describedBy));
    case 'prose':
      return alone(form, place, help, textArea(form, place.path, place.node.text, describedBy));
    default:
      return alone(form, place, help, input(form, place.path, place.node.text, describedBy, typing(place)));
  }
}

/** How the value of an input is typed: which keys a telephone shows, which places evidence may name. */
function typing({ field, meta }: Place): Html | undefined {
  if (field === 'evidence.field') return html` list="evidence-places" autocomplete="off"`;
  switch (meta.type) {
    case 'integer':
      return html` inputmode="numeric" autocomplete="off"`;
    case 'decimal':
      return html` inputmode="decimal" autocomplete="off"`;
    case 'date':
      return html` inputmode="numeric" autocomplete="off" size="12"`;
    case 'url':
      return html` inputmode="url" autocomplete="off"`;
    default:
      return undefined;
  }
}

/** A field with one control. */
function alone(form: FormContext, place: Place, help: Html | false, control: Html): Html {
  return html`<div class="field field-${place.meta.type}"><label for="${idOf(place.path)}">${labelText(form, place)}</label>${help}${dueOf(form, place)}${errorOf(form, place.path)}
<div data-value>${control}</div>${copyButton(form, place)}${examplesOf(form, place)}${absenceControls(form, place)}</div>`;
}

/** Below the field that names the record to take over from. */
function copyButton({ page: { t }, kind, readOnly }: FormContext, { path }: Place): Html | false {
  return kind.copyFrom?.field === path && !readOnly && html`<p><button class="button secondary" name="_do" value="copy">${t('form.copy')}</button></p><p class="help">${t('form.copy_help')}</p>`;
}

/** A field with several controls. */
function together(form: FormContext, place: Place, help: Html | false, controls: Html): Html {
  const { path, meta } = place;
  const described = [help && `${idOf(path)}-help`, form.faults.has(path) && `${idOf(path)}-error`].filter((id) => id !== false);
  return html`<fieldset class="field field-${meta.type}" id="${idOf(path)}" tabindex="-1"${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${form.focus === path && html` autofocus`}><legend>${labelText(form, place)}</legend>${help}${dueOf(form, place)}${errorOf(form, path)}
<div data-value>${controls}</div>${examplesOf(form, place)}${absenceControls(form, place)}</fieldset>`;
}

/** The items of a list, each with the button that takes it out, and the button that adds one. */
function items(form: FormContext, { path, field, node, label, need }: Place, element: FieldMeta): Html {
  const { t } = form.page;
  const positions = positionsOf(node);
  if (element.type === 'choice' && element.absences.length === 0) return html`${choiceBoxes(form, { path, field, node, meta: element, label, need }, element.options)}${noItems(form, path, node, label)}`;
  // A list that must have items begins with one to fill in; one that was left empty on purpose does not.
  const shown = positions.length === 0 && need === 'required' && node.text !== NO_ITEMS ? [0] : positions;
  return html`${shown.map((position, index) => {
    const item = { path: `${path}.${position}`, field, meta: element, node: below(node, String(position)), label: `${label} ${index + 1}`, need: undefined };
    return html`<div class="item">${fieldAt(form, item)}${!form.readOnly && html`<button class="button secondary" name="_do" value="remove:${item.path}">${t('desk.form.remove', { item: item.label })}</button>`}</div>`;
  })}
${noItems(form, path, node, label)}
${!form.readOnly && html`<button class="button secondary" name="_do" value="add:${path}">${t('desk.form.add', { list: label })}</button>`}`;
}

/** A list that is empty on purpose says so. */
function noItems(form: FormContext, path: string, node: FormNode, label: string): Html | false {
  return positionsOf(node).length === 0 && html`<div class="option"><input type="checkbox" id="${idOf(path)}-none" name="${path}" value="${NO_ITEMS}"${node.text === NO_ITEMS && html` checked`}><label for="${idOf(path)}-none">${form.page.t('desk.form.none', { list: label })}</label></div>`;
}

/** The ground and the day of a reserve are asked where there is one. */
function isReserved(form: FormContext, path: string, node: FormNode): boolean {
  return below(node, 'absent').text === 'withheld' || ['ground', 'reviewOn'].some((part) => below(node, part).text !== '' || form.faults.has(`${path}.${part}`));
}

/** Why there is no value. A withheld value names its ground. */
function absenceControls(form: FormContext, { path, meta, node, label }: Place): Html | false {
  if (meta.absences.length === 0) return false;
  const { t } = form.page;
  const at = `${path}.absent`;
  const options = meta.absences.map((value) => ({ value, label: t(`core.absences.${value}`) }));
  // The other special values may have a ground too, where a document already gives one.
  const grounded = (['ground', 'reviewOn'] as const).filter((part) => meta.absences.includes('withheld') || below(node, part).text !== '');
  return html`<div class="absence"><label for="${idOf(at)}">${t('desk.form.absence', { field: label })}</label>${errorOf(form, at)}
${select(form, at, below(node, 'absent').text, options, [], html` data-absence`)}
${grounded.length > 0 && html`<details class="reserve"${isReserved(form, path, node) && html` open`}><summary>${t('form.reserve')}</summary>${grounded.map((part) => {
    const place = `${path}.${part}`;
    return html`<label for="${idOf(place)}">${t(`desk.form.${part}`)}</label>${errorOf(form, place)}<input${controlAttributes(form, place)} value="${below(node, part).text}">`;
  })}</details>`}</div>`;
}
