/* Settings of this browser. Storage may be forbidden or full: then the setting just lasts for the page. */
const PREFIX = 'yz.'

export function stored(key: string, fallback: string, area: () => Storage = () => localStorage): string {
	try {
		return area().getItem(PREFIX + key) ?? fallback
	} catch {
		return fallback
	}
}

export function store(key: string, value: string | null, area: () => Storage = () => localStorage) {
	try {
		if (value === null) area().removeItem(PREFIX + key)
		else area().setItem(PREFIX + key, value)
	} catch {
		/* see above */
	}
}
