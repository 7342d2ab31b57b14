// The clients of npm against a running app: node clients.mjs ADDRESS MODEL. Prints a line of JSON for each scenario, with what the
// client made of the answer, or with its error.
import { createReadStream, writeFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI } from '@langchain/openai';
import { generateObject, generateText, jsonSchema, streamText, tool } from 'ai';
import { Ollama } from 'ollama';
import OpenAI, { toFile } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';

const [address, model] = process.argv.slice(2);
const base = `${address}v1`;
const question = 'What is the capital of Australia?';
const messages = [{ role: 'user', content: question }];
const maxTokens = 40;
const schema = { type: 'object', properties: { city: { type: 'string', enum: ['Canberra'] } }, required: ['city'], additionalProperties: false };
const tools = [{ type: 'function', function: { name: 'weather', description: 'Tells the weather.', parameters: schema } }];
const Grade = z.object({ ok: z.boolean(), grade: z.enum(['a', 'b']), count: z.number().int().min(1).max(9) });
const coins = 'The vault of the town holds exactly 111 silver coins.';
const dataUri = `data:text/plain;base64,${Buffer.from(coins).toString('base64')}`;
const withFile = file => [{ role: 'user', content: [{ type: 'file', file }, { type: 'text', text: question }] }];
const settings = { temperature: 0, max_tokens: maxTokens };

const openai = new OpenAI({ baseURL: base, apiKey: 'unused', maxRetries: 0 });
const compatible = createOpenAICompatible({ name: 'qwenwebchat', baseURL: base, apiKey: 'unused', includeUsage: true, supportsStructuredOutputs: true });
const aiOpenai = createOpenAI({ baseURL: base, apiKey: 'unused' });
const aiAnthropic = createAnthropic({ baseURL: base, apiKey: 'unused' });
const anthropic = new Anthropic({ baseURL: address, apiKey: 'unused', maxRetries: 0 });
const ollama = new Ollama({ host: address });
const langchain = extra => new ChatOpenAI({ model, apiKey: 'unused', configuration: { baseURL: base }, maxRetries: 0, temperature: 0, maxTokens, ...extra });

const collect = async (stream, piece) => {
  let text = '';
  for await (const chunk of stream) {
    text += piece(chunk) ?? '';
  }
  return text;
};

const aiStream = async (of, extra = {}) => {
  let error = null;
  const result = streamText({ model: of, prompt: question, temperature: 0, maxOutputTokens: maxTokens, maxRetries: 0, onError: event => { error = event.error; }, ...extra });
  const text = await collect(result.textStream, piece => piece);
  if (error) {
    throw error;
  }
  return { text, reason: await result.finishReason, tokens: (await result.totalUsage).outputTokens };
};

const aiTools = async of => {
  const called = [];
  const weather = tool({ description: 'Tells the weather.', inputSchema: jsonSchema(schema), execute: async input => { called.push(input); return 'Sunny.'; } });
  const first = await generateText({ model: of, prompt: 'The weather?', maxOutputTokens: 1500, maxRetries: 0, tools: { weather }, toolChoice: 'required' });
  const second = await generateText({ model: of, messages: [{ role: 'user', content: 'The weather?' }, ...first.response.messages], maxOutputTokens: 5, maxRetries: 0, tools: { weather }, toolChoice: 'none' });
  return { called: called[0], reason: first.finishReason, answered: second.text.length > 0 };
};

const aiObject = async of => {
  const { object } = await generateObject({ model: of, prompt: question, schema: Grade, maxOutputTokens: 1500, maxRetries: 0 });
  return { valid: Grade.safeParse(object).success };
};

const failing = async run => {
  try {
    await run();
  } catch (error) {
    return { name: error.constructor.name, status: error.status ?? error.statusCode ?? error.status_code ?? null, message: String(error.error?.error?.message ?? error.message), requestId: error.requestID ?? null };
  }
  throw new Error('No error was thrown.');
};

writeFileSync('coins.txt', coins);

const scenarios = {
  'openai create': async () => {
    const answer = await openai.chat.completions.create({ model, messages, ...settings });
    return { text: answer.choices[0].message.content, reason: answer.choices[0].finish_reason, tokens: answer.usage.completion_tokens, hasId: answer._request_id.startsWith('req_') };
  },
  'openai create, streamed': async () => {
    let usage = null;
    let reason = null;
    const text = await collect(await openai.chat.completions.create({ model, messages, ...settings, stream: true, stream_options: { include_usage: true } }), chunk => {
      usage = chunk.usage ?? usage;
      reason = chunk.choices[0]?.finish_reason ?? reason;
      return chunk.choices[0]?.delta.content;
    });
    return { text, reason, tokens: usage.completion_tokens };
  },
  'openai helper': async () => {
    const answer = await openai.chat.completions.stream({ model, messages, ...settings, stream_options: { include_usage: true } }).finalChatCompletion();
    return { text: answer.choices[0].message.content, reason: answer.choices[0].finish_reason, tokens: answer.usage.completion_tokens };
  },
  'openai two answers': async () => {
    const answer = await openai.chat.completions.stream({ model, messages, ...settings, n: 2 }).finalChatCompletion();
    return { text: answer.choices[0].message.content, same: answer.choices[0].message.content === answer.choices[1].message.content, count: answer.choices.length };
  },
  'openai tools': async () => {
    const asked = [{ role: 'user', content: 'The weather?' }];
    const called = await openai.chat.completions.stream({ model, messages: asked, tools, tool_choice: 'required', parallel_tool_calls: false }).finalChatCompletion();
    const call = called.choices[0].message.tool_calls[0];
    const answered = await openai.chat.completions.create({ model, messages: [...asked, called.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'Sunny.' }], tools, tool_choice: 'none', max_tokens: 5 });
    return { called: JSON.parse(call.function.arguments), reason: called.choices[0].finish_reason, answered: answered.choices[0].message.content.length > 0 };
  },
  'openai parse': async () => {
    const answer = await openai.chat.completions.parse({ model, messages, response_format: zodResponseFormat(Grade, 'grade'), max_tokens: 1500 });
    return { valid: Grade.safeParse(answer.choices[0].message.parsed).success };
  },
  'openai models': async () => ({ ids: (await collect(await openai.models.list(), entry => `${entry.id} `)).trim(), one: (await openai.models.retrieve(model)).id }),
  'openai unknown model': () => failing(() => openai.chat.completions.create({ model: 'nope', messages })),
  'openai wrong field': () => failing(() => openai.chat.completions.create({ model, messages, temperature: 'hot' })),
  'openai abort': async () => {
    const stream = await openai.chat.completions.create({ model, messages, temperature: 2, max_tokens: 1900, stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) {
        break;
      }
    }
    return { aborted: stream.controller.signal.aborted };
  },
  'openai responses': async () => {
    const answer = await openai.responses.create({ model, input: question, temperature: 0, max_output_tokens: maxTokens });
    return { text: answer.output_text, status: answer.status, tokens: answer.usage.output_tokens };
  },
  'openai responses helper': async () => {
    const answer = await openai.responses.stream({ model, input: question, temperature: 0, max_output_tokens: maxTokens }).finalResponse();
    return { text: answer.output_text, status: answer.status, tokens: answer.usage.output_tokens };
  },
  'openai responses tools': async () => {
    const flat = [{ type: 'function', name: 'weather', parameters: schema, strict: true }];
    const input = [{ role: 'user', content: 'The weather?' }];
    const called = await openai.responses.stream({ model, input, tools: flat, tool_choice: 'required', parallel_tool_calls: false }).finalResponse();
    const call = called.output.find(item => item.type === 'function_call');
    const answered = await openai.responses.create({ model, input: [...input, call, { type: 'function_call_output', call_id: call.call_id, output: 'Sunny.' }], tools: flat, tool_choice: 'none', max_output_tokens: 5 });
    return { called: JSON.parse(call.arguments), answered: answered.output_text.length > 0 };
  },
  'openai responses parse': async () => {
    const answer = await openai.responses.parse({ model, input: question, text: { format: zodTextFormat(Grade, 'grade') }, max_output_tokens: 1500 });
    return { valid: Grade.safeParse(answer.output_parsed).success };
  },
  'openai files': async () => {
    const stored = await openai.files.create({ file: createReadStream('coins.txt'), purpose: 'user_data' });
    const second = await openai.files.create({ file: await toFile(Buffer.from(coins), 'b.txt'), purpose: 'assistants' });
    const listed = await openai.files.list({ limit: 1 });
    const all = [];
    for await (const file of openai.files.list({ limit: 1 })) {
      all.push(file.id);
    }
    const read = await openai.files.waitForProcessing(stored.id, { pollInterval: 50 });
    const content = await (await openai.files.content(stored.id)).text();
    const byId = await openai.chat.completions.create({ model, messages: withFile({ file_id: stored.id }), ...settings });
    const byData = await openai.chat.completions.create({ model, messages: withFile({ file_data: dataUri, filename: 'coins.txt' }), ...settings });
    const streamed = await openai.responses.stream({ model, input: [{ role: 'user', content: [{ type: 'input_file', file_id: stored.id }, { type: 'input_text', text: question }] }], temperature: 0, max_output_tokens: maxTokens }).finalResponse();
    const deleted = await openai.files.delete(stored.id);
    const gone = await failing(() => openai.files.retrieve(stored.id));
    await openai.files.delete(second.id);
    return {
      name: stored.filename, status: read.status, content: content === coins, newestFirst: listed.data[0].id === second.id && listed.has_more, paged: all.slice(0, 2).join() === [second.id, stored.id].join(),
      same: byId.choices[0].message.content === byData.choices[0].message.content && byId.usage.prompt_tokens === byData.usage.prompt_tokens, counted: byId.usage.prompt_tokens, response: streamed.usage.input_tokens,
      deleted: deleted.deleted && gone.status === 404,
    };
  },
  'openai unknown file': () => failing(() => openai.chat.completions.create({ model, messages: withFile({ file_id: 'file-nope' }) })),
  'openai unreadable file': () => failing(() => openai.chat.completions.create({ model, messages: withFile({ file_data: 'data:image/gif;base64,R0lGODlh', filename: 'a.gif' }) })),
  'ai compatible': () => aiStream(compatible.chatModel(model)),
  'ai compatible tools': () => aiTools(compatible.chatModel(model)),
  'ai compatible object': () => aiObject(compatible.chatModel(model)),
  'ai openai chat': () => aiStream(aiOpenai.chat(model)),
  'ai openai responses': () => aiStream(aiOpenai.responses(model)),
  'ai openai responses tools': () => aiTools(aiOpenai.responses(model)),
  'ai unknown model': () => failing(() => generateText({ model: compatible.chatModel('nope'), prompt: question, maxRetries: 0 })),
  'langchain invoke': async () => {
    const answer = await langchain().invoke(question);
    return { text: answer.content, reason: answer.response_metadata.finish_reason, tokens: answer.usage_metadata.output_tokens };
  },
  'langchain stream': async () => {
    let tokens = null;
    const text = await collect(await langchain().stream(question), chunk => {
      tokens = chunk.usage_metadata?.output_tokens ?? tokens;
      return chunk.content;
    });
    return { text, tokens };
  },
  'langchain tools': async () => {
    const answer = await langchain({ maxTokens: 1500 }).bindTools(tools, { tool_choice: 'weather' }).invoke('The weather?');
    return { called: answer.tool_calls[0].args };
  },
  'langchain object': async () => ({ valid: Grade.safeParse(await langchain({ maxTokens: 1500 }).withStructuredOutput(Grade, { method: 'jsonSchema' }).invoke(question)).success }),
  'anthropic create': async () => {
    const answer = await anthropic.messages.create({ model, messages, ...settings });
    return { text: answer.content[0].text, reason: answer.stop_reason, tokens: answer.usage.output_tokens };
  },
  'anthropic stream': async () => {
    const answer = await anthropic.messages.stream({ model, messages, ...settings }).finalMessage();
    return { text: answer.content[0].text, reason: answer.stop_reason, tokens: answer.usage.output_tokens };
  },
  'anthropic tools': async () => {
    const named = [{ name: 'weather', description: 'Tells the weather.', input_schema: schema }];
    const asked = [{ role: 'user', content: 'The weather?' }];
    const called = await anthropic.messages.stream({ model, max_tokens: 1500, messages: asked, tools: named, tool_choice: { type: 'any', disable_parallel_tool_use: true } }).finalMessage();
    const use = called.content.find(block => block.type === 'tool_use');
    const answered = await anthropic.messages.create({ model, max_tokens: 5, tools: named, tool_choice: { type: 'none' }, messages: [...asked, { role: 'assistant', content: called.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'Sunny.' }] }] });
    return { called: use.input, reason: called.stop_reason, answered: answered.content[0].text.length > 0 };
  },
  'anthropic document': async () => {
    const answer = await anthropic.messages.create({ model, ...settings, messages: [{ role: 'user', content: [{ type: 'document', title: 'coins.txt', source: { type: 'base64', media_type: 'text/plain', data: Buffer.from(coins).toString('base64') } }, { type: 'text', text: question }] }] });
    return { counted: answer.usage.input_tokens + answer.usage.cache_read_input_tokens };
  },
  'anthropic count': async () => ({ same: (await anthropic.messages.countTokens({ model, messages })).input_tokens === await (async () => {
    const { usage } = await anthropic.messages.create({ model, messages, max_tokens: 1 });
    return usage.input_tokens + (usage.cache_read_input_tokens ?? 0);
  })() }),
  'anthropic unknown model': () => failing(() => anthropic.messages.create({ model: 'nope', max_tokens: 1, messages })),
  'ai anthropic': () => aiStream(aiAnthropic(model)),
  'ai anthropic tools': () => aiTools(aiAnthropic(model)),
  'ollama chat': async () => {
    const answer = await ollama.chat({ model, messages, options: { temperature: 0, num_predict: maxTokens } });
    return { text: answer.message.content, reason: answer.done_reason, tokens: answer.eval_count };
  },
  'ollama chat, streamed': async () => {
    let last = null;
    const text = await collect(await ollama.chat({ model, messages, stream: true, options: { temperature: 0, num_predict: maxTokens } }), chunk => {
      last = chunk;
      return chunk.message.content;
    });
    return { text, reason: last.done_reason, tokens: last.eval_count };
  },
  'ollama tools': async () => ({ called: (await ollama.chat({ model, messages: [{ role: 'user', content: 'The weather?' }], tools, options: { num_predict: 1500 } })).message !== null }),
  'ollama object': async () => ({ valid: Grade.safeParse(JSON.parse((await ollama.chat({ model, messages, format: z.toJSONSchema(Grade), options: { num_predict: 1500 } })).message.content)).success }),
  'ollama list': async () => ({ ids: (await ollama.list()).models.map(entry => entry.name).join(' ') }),
  'ollama unknown model': () => failing(() => ollama.chat({ model: 'nope', messages })),
};

for (const [name, run] of Object.entries(scenarios)) {
  const result = await run().catch(error => ({ error: `${error?.constructor?.name}: ${error?.message ?? error}` }));
  console.log(JSON.stringify({ name, result }));
}
process.exit(0);
