/** Where pictures would go, from the server's address alone. The library decides the same when a batch is planned. */
export type Privacy = 'none' | 'this_machine' | 'your_network' | 'the_internet';

export function serverPlace(url: string, allowCloud = false): { privacy: Privacy; host: string } {
  const text = url.trim();
  if (text === '') return { privacy: 'none', host: '' };
  const host = hostOf(text);
  if (host === null) return { privacy: 'none', host: '' };
  // A model that may answer from the cloud sends pictures on, however near its server is.
  return { privacy: allowCloud ? 'the_internet' : privacyOf(host), host };
}

function hostOf(text: string): string | null {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return null;
  }
}

function privacyOf(host: string): Privacy {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\./.test(host)) {
    return 'this_machine';
  }
  if (
    /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    )
  ) {
    return 'your_network';
  }
  if (/^(fe[89ab]|f[cd])/.test(host) && host.includes(':')) return 'your_network';
  const name = !host.includes(':') && !/^[\d.]+$/.test(host);
  if (name && (!host.includes('.') || /\.(local|lan|home|internal|home\.arpa)$/.test(host)))
    return 'your_network';
  return 'the_internet';
}
