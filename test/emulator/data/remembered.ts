/** Texts that hold values are all different. */
const MOST = 200;

/** What was made of texts: clients send the same ones over and over. */
export class Remembered<Made> {
	private readonly known = new Map<string, Made>();

	get(text: string, make: () => Made): Made {
		const made = this.known.get(text) ?? make();
		if (this.known.size >= MOST) this.known.clear();
		this.known.set(text, made);
		return made;
	}
}
