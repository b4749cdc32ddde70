// Values of settings, as they are shown and typed.

export const shownValue = (value) =>
    (value === '' ? 'none' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));

// What was typed as the service takes it; it says what is wrong with it.
export function typedValue(setting, text) {
    if (setting.type === 'text') return text;
    if (setting.type === 'boolean') return text === 'yes' || text === 'true';
    return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

export const rangeOf = ({ type, min, max }) =>
    (type === 'integer' || type === 'number' ? `From ${min} to ${max}.` : type === 'boolean' ? 'yes or no.' : '');
