using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Chat;

/// <summary>Reads from the options of a request what its answer must look like: the response format and the tools.</summary>
internal static class AnswerFormat
{
    private static readonly JsonElement AnyValue = JsonSerializer.SerializeToElement(true);

    /// <summary>Returns the grammar of the answer; null for free text without tools.</summary>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static IGrammarSource? Of(QwenChatOptions options)
    {
        ChatResponseFormatJson? json = options.ResponseFormat as ChatResponseFormatJson;
        if (json is not null && options.Grammar is not null)
        {
            throw new ArgumentException("ResponseFormat and Grammar are both set; an answer has one format.");
        }

        AIFunctionDeclaration[] tools = ToolsOf(options);
        if (tools.Length > 0 && options.Grammar is not null)
        {
            throw new ArgumentException("Grammar and Tools are both set; beside tools, an answer is text or the JSON of ResponseFormat.");
        }

        if (options.ToolMode is RequiredChatToolMode required)
        {
            return new ToolGrammar(Signatures(Required(tools, required)), isRequired: true, AllowsSeveral(options) && required.RequiredFunctionName is null);
        }

        if (tools.Length == 0)
        {
            return json is null ? options.Grammar
                : json.Schema is { } schema ? new GrammarSource(GrammarKind.JsonSchema, schema.GetRawText())
                : GrammarSource.Json;
        }

        return new ToolGrammar(Signatures(tools), isRequired: false, AllowsSeveral(options), json is null ? null : json.Schema ?? AnyValue);
    }

    /// <summary>Returns whether an answer may be, or begin with, free text.</summary>
    public static bool AllowsText(QwenChatOptions options) =>
        options.Grammar is null && options.ResponseFormat is not ChatResponseFormatJson && options.ToolMode is not RequiredChatToolMode;

    /// <summary>Returns the functions that the model may call, and is told of. With <see cref="ChatToolMode.None"/> it is told of none, as in vLLM.</summary>
    public static AIFunctionDeclaration[] ToolsOf(ChatOptions? options) =>
        options?.Tools is null || options.ToolMode is NoneChatToolMode ? [] : [.. options.Tools.OfType<AIFunctionDeclaration>()];

    private static bool AllowsSeveral(QwenChatOptions options) => options.AllowMultipleToolCalls ?? true;

    private static AIFunctionDeclaration[] Required(AIFunctionDeclaration[] tools, RequiredChatToolMode mode)
    {
        if (tools.Length == 0)
        {
            throw new ArgumentException("ToolMode requires a call, and Tools has no function.");
        }

        AIFunctionDeclaration[] named = [.. tools.Where(tool => mode.RequiredFunctionName is null || tool.Name == mode.RequiredFunctionName)];
        return named.Length > 0 ? named
            : throw new ArgumentException($"ToolMode requires a call of {mode.RequiredFunctionName}; Tools has {string.Join(", ", tools.Select(tool => tool.Name))}.");
    }

    private static ToolSignature[] Signatures(AIFunctionDeclaration[] tools) => [.. tools.Select(tool => new ToolSignature(tool.Name, tool.JsonSchema))];
}
