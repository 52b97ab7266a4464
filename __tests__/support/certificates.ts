/** Test code: certificate authorities and certificates like those that Strimzi's cluster operator makes, by `openssl`. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VALID_DAYS = 365;

/** Two PEM files; the key is PKCS #8 and not encrypted. */
export interface KeyPairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Subject {
  readonly commonName: string;
  /** @default - none */
  readonly organization?: string;
}

interface Request extends Subject {
  /** X.509 extensions by OpenSSL's names. */
  readonly extensions: Readonly<Record<string, string>>;
  /** @default - signs itself */
  readonly issuer?: KeyPairFiles;
}

async function make(dir: string, name: string, request: Request): Promise<KeyPairFiles> {
  await mkdir(dir, { recursive: true });
  const [certFile, keyFile, asked] = ['crt', 'key', 'cnf'].map((suffix) => join(dir, `${name}.${suffix}`)) as [
    string,
    string,
    string,
  ];
  const subject = [
    ...(request.organization === undefined ? [] : [`O=${request.organization}`]),
    `CN=${request.commonName}`,
  ];
  const lines = [
    ...['[req]', 'distinguished_name=subject', 'x509_extensions=extensions', 'prompt=no', '[subject]', ...subject],
    ...['[extensions]', ...Object.entries(request.extensions).map(([key, value]) => `${key}=${value}`)],
  ];
  await writeFile(asked, lines.join('\n'));
  const signed = request.issuer === undefined ? [] : ['-CA', request.issuer.certFile, '-CAkey', request.issuer.keyFile];
  const files = ['-config', asked, '-out', certFile, '-keyout', keyFile];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    String(VALID_DAYS),
    ...files,
    ...signed,
  ]);
  return { certFile, keyFile };
}

/** A certificate authority that signs leaves only. */
export function makeAuthority(dir: string, name: string, subject: Subject): Promise<KeyPairFiles> {
  const extensions = { basicConstraints: 'critical,CA:TRUE,pathlen:0', keyUsage: 'critical,keyCertSign,cRLSign' };
  return make(dir, name, { ...subject, extensions });
}

/** A certificate for clients, as the user operator makes them: the subject is `CN=<user>` and no more. */
export function makeClientCertificate(dir: string, user: string, issuer: KeyPairFiles): Promise<KeyPairFiles> {
  const extensions = { basicConstraints: 'CA:FALSE', extendedKeyUsage: 'clientAuth' };
  return make(dir, user, { commonName: user, extensions, issuer });
}

/** A server's certificate for all of `hosts`, names or IPv4 addresses. @returns also key and certificate in one file */
export async function makeServerCertificate(
  dir: string,
  name: string,
  hosts: readonly string[],
  issuer: KeyPairFiles,
): Promise<KeyPairFiles & { readonly keyStoreFile: string }> {
  const subjectAltName = hosts.map((host) => `${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}`).join(',');
  const extensions = { basicConstraints: 'CA:FALSE', extendedKeyUsage: 'serverAuth', subjectAltName };
  const files = await make(dir, name, { organization: 'io.strimzi', commonName: name, extensions, issuer });
  const keyStoreFile = join(dir, `${name}.pem`);
  const parts = await Promise.all([files.keyFile, files.certFile].map((file) => readFile(file, 'utf8')));
  await writeFile(keyStoreFile, parts.join(''));
  return { ...files, keyStoreFile };
}

/** A PKCS #12 store of a key and its certificate, or of a certificate alone, with a password of its own. */
export async function makePkcs12(
  files: Pick<KeyPairFiles, 'certFile'> & Partial<KeyPairFiles>,
  alias: string,
): Promise<{ readonly store: Buffer; readonly password: string }> {
  const password = randomBytes(9).toString('base64url');
  const key = files.keyFile === undefined ? ['-nokeys'] : ['-inkey', files.keyFile];
  const args = ['pkcs12', '-export', '-in', files.certFile, ...key, '-name', alias, '-passout', 'env:STORE_PASSWORD'];
  const { stdout } = await run('openssl', args, {
    encoding: 'buffer',
    env: { PATH: process.env['PATH'], STORE_PASSWORD: password },
  });
  return { store: stdout, password };
}
