/** Asks the browser for a passkey when a form is sent that wants one. Without this module the page says what is missing. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) prepare(form);

function prepare(form: HTMLFormElement): void {
  const answer = form.querySelector<HTMLInputElement>('input[name=response]');
  const part = (name: string): HTMLElement | null => form.querySelector(`[data-${name}]`);
  if (!answer || typeof PublicKeyCredential !== 'function' || !('parseRequestOptionsFromJSON' in PublicKeyCredential)) return;
  part('unsupported')?.remove();
  form.querySelector('button')?.removeAttribute('disabled');
  form.addEventListener('submit', (event) => {
    if (answer.value !== '') return;
    event.preventDefault();
    ask(form).then(
      (credential) => {
        answer.value = JSON.stringify(credential);
        form.submit();
      },
      () => {
        const failed = part('failed');
        if (!failed) return;
        failed.hidden = false;
        failed.focus();
      },
    );
  });
}

async function ask({ dataset }: HTMLFormElement): Promise<unknown> {
  const options = JSON.parse(dataset['options'] ?? '{}');
  const credential =
    dataset['passkey'] === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError('no passkey');
  return credential.toJSON();
}
