/**
 * The same check with what every computer has: curl, sha256sum, python3 and openssl. Five lines, which a test runs.
 */

/** @param entry the address of the page of an entry. @param key the verifier key of the log. */
export function recipe(entry: string, key: string): string[] {
  return [
    `curl -fsS -o entry.json ${entry}.leaf -o proof.txt ${entry}.proof`,
    `(printf '\\0'; cat entry.json) | sha256sum | cut -c1-64 | tee leaf.txt`,
    `python3 -c "${WALK}"`,
    `python3 -c "${SPLIT}" '${key.replaceAll("'", '')}'`,
    'openssl pkeyutl -verify -pubin -keyform DER -inkey log.der -rawin -in head.txt -sigfile head.sig',
  ];
}

/** From the leaf to the root, as RFC 6962 §2.1 defines it; the root must be the third line of the checkpoint. */
const WALK = [
  'import hashlib,base64 as B',
  "p,c=open('proof.txt').read().split('\\n\\n',1)",
  "i,*P=[l for l in p.split('\\n')[1:] if l[:6]!='extra ']",
  "P=[B.b64decode(x) for x in P];C=c.split('\\n');l=bytes.fromhex(open('leaf.txt').read())",
  "h=lambda a,b:hashlib.sha256(b'\\1'+a+b).digest()",
  'R=lambda i,n,P:l if n==1 else (lambda k:h(R(i,k,P[:-1]),P[-1]) if i<k else h(P[-1],R(i-k,n-k,P[:-1])))(1<<(n-1).bit_length()-1)',
  "print('in the tree' if R(int(i[6:]),int(C[1]),P)==B.b64decode(C[2]) else 'NOT IN THE TREE')",
].join(';');

/** Takes note, signature and key apart, as openssl wants them (C2SP signed-note; RFC 8410 §4 for what stands before the key). */
const SPLIT = [
  'import sys,base64 as B',
  "t,_,s=open('proof.txt').read().split('\\n\\n',1)[1].rpartition('\\n\\n')",
  "n,i,k=sys.argv[1].split('+',2)",
  "g=[B.b64decode(l.split()[2]) for l in s.split('\\n') if l[2:].startswith(n+' ')]",
  "open('head.txt','w').write(t+'\\n')",
  "open('head.sig','wb').write(next(b[4:] for b in g if b[:4].hex()==i))",
  "open('log.der','wb').write(bytes.fromhex('302a300506032b6570032100')+B.b64decode(k)[1:])",
].join(';');
