namespace QwenWebChat.App.Components.Help;

/// <summary>A text by which a program uses the APIs: code, or the settings of an editor or agent.</summary>
/// <param name="Name">The name of the language or program.</param>
/// <param name="Language">The language of the text, for its colours.</param>
/// <param name="File">The file that the text belongs to; empty for none.</param>
/// <param name="Text">The text, with the right address, model and key.</param>
internal sealed record ApiSnippet(string Name, string Language, string File, string Text)
{
    /// <summary>Returns the snippets for an address.</summary>
    /// <param name="address">The address without a path, such as <c>http://localhost:5280</c>.</param>
    /// <param name="key">The key, or what stands for one.</param>
    /// <param name="contextTokens">The context length of the model.</param>
    public static IReadOnlyList<ApiSnippet> Of(string address, string model, string key, int contextTokens) =>
    [
        new("curl", "bash", "", $$"""
            curl {{address}}/v1/chat/completions \
              -H "Authorization: Bearer {{key}}" -H "Content-Type: application/json" \
              -d '{"model": "{{model}}", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'
            """),
        new("Python", "python", "", $$"""
            from openai import OpenAI

            client = OpenAI(base_url="{{address}}/v1", api_key="{{key}}")
            stream = client.chat.completions.create(
                model="{{model}}", stream=True, messages=[{"role": "user", "content": "Hello"}])
            for chunk in stream:
                print(chunk.choices[0].delta.content or "", end="", flush=True)
            """),
        new("C#", "csharp", "", $$"""
            using System.ClientModel;
            using Microsoft.Extensions.AI;
            using OpenAI;

            OpenAIClientOptions options = new() { Endpoint = new Uri("{{address}}/v1") };
            IChatClient client = new OpenAIClient(new ApiKeyCredential("{{key}}"), options).GetChatClient("{{model}}").AsIChatClient();
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Hello"))
            {
                Console.Write(update.Text);
            }
            """),
        new("JavaScript", "javascript", "", $$"""
            import OpenAI from 'openai';

            const client = new OpenAI({ baseURL: '{{address}}/v1', apiKey: '{{key}}' });
            const stream = await client.chat.completions.create({
              model: '{{model}}', stream: true, messages: [{ role: 'user', content: 'Hello' }],
            });
            for await (const chunk of stream) {
              process.stdout.write(chunk.choices[0]?.delta.content ?? '');
            }
            """),
        new("Continue", "yaml", "~/.continue/config.yaml", $$"""
            name: QwenWebChat
            version: 1.0.0
            schema: v1
            models:
              - name: {{model}}
                provider: openai
                model: {{model}}
                apiBase: {{address}}/v1
                apiKey: {{key}}
                roles: [chat, edit, apply]
            """),
        new("Cline", "yaml", "", $$"""
            API Provider: OpenAI Compatible
            Base URL: {{address}}/v1
            API Key: {{key}}
            Model ID: {{model}}
            Context Window Size: {{contextTokens}}
            """),
        new("Zed", "json", "settings.json", $$"""
            {
              "language_models": {
                "openai_compatible": {
                  "QwenWebChat": {
                    "api_url": "{{address}}/v1",
                    "available_models": [
                      { "name": "{{model}}", "max_tokens": {{contextTokens}}, "capabilities": { "tools": true, "images": false } }
                    ]
                  }
                }
              }
            }
            """),
        new("Claude Code", "bash", "", $$"""
            export ANTHROPIC_BASE_URL={{address}}
            export ANTHROPIC_AUTH_TOKEN={{key}}
            export ANTHROPIC_MODEL={{model}}
            claude
            """),
        new("Codex", "toml", "~/.codex/config.toml", $$"""
            model = "{{model}}"
            model_provider = "qwenwebchat"
            model_context_window = {{contextTokens}}

            [model_providers.qwenwebchat]
            name = "QwenWebChat"
            base_url = "{{address}}/v1"
            wire_api = "responses"
            http_headers = { "Authorization" = "Bearer {{key}}" }
            """),
    ];
}
