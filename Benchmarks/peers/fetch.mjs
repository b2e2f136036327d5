// node's fetch, whose connections are kept by itself. Arguments: URL, count, width.
const [base, count, width] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const headers = {Accept: "application/json", "X-Api-Key": "vibe_api_bench"};
const contacts = [];
let next = 1;

async function work() {
  while (next <= count) {
    const id = next++;
    const response = await fetch(`${base}/v1/contacts/${id}`, {headers});
    if (!response.ok) throw new Error(response.statusText);
    contacts[id] = (await response.json()).data;
  }
}

await Promise.all(Array.from({length: width}, work));
console.log(contacts[count].name);
