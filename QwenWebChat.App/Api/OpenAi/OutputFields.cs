using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the format of the answer: OpenAI's <c>response_format</c>, and vLLM's extensions.</summary>
internal static class OutputFields
{
    private const int MaxChoices = 10_000;

    /// <exception cref="ApiException">A format is invalid, or there are several.</exception>
    public static void Read(JsonField body, QwenChatOptions options)
    {
        JsonField structured = body["structured_outputs"];
        (JsonField Field, GrammarSource Grammar)[] grammars =
        [
            .. GrammarOf(body["guided_json"], SchemaOf), .. GrammarOf(body["guided_regex"], RegexOf), .. GrammarOf(body["guided_choice"], ChoiceOf), .. GrammarOf(body["guided_grammar"], GbnfOf),
            .. GrammarOf(structured["json"], SchemaOf), .. GrammarOf(structured["regex"], RegexOf), .. GrammarOf(structured["choice"], ChoiceOf), .. GrammarOf(structured["grammar"], GbnfOf),
            .. structured["json_object"].Flag() == true ? [(structured["json_object"], GrammarSource.Json)] : Array.Empty<(JsonField, GrammarSource)>(),
        ];
        ChatResponseFormat? format = ResponseFormatOf(body["response_format"]);
        if (grammars.Length + (format is ChatResponseFormatJson ? 1 : 0) > 1)
        {
            string names = string.Join(", ", grammars.Select(grammar => grammar.Field.Path).Concat(format is ChatResponseFormatJson ? ["response_format"] : []));
            throw ApiException.Invalid(grammars[0].Field.Path, $"The request names several formats for the answer ({names}); it can have one.");
        }

        options.ResponseFormat = format;
        options.Grammar = grammars.Length == 1 ? grammars[0].Grammar : null;
    }

    /// <summary>Reads the format of Chat Completions.</summary>
    public static ChatResponseFormat? ResponseFormatOf(JsonField field)
    {
        JsonField json = field["json_schema"];
        return field.IsNull ? null : field["type"].RequiredText() switch
        {
            "text" => ChatResponseFormat.Text,
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => JsonSchemaOf(json),
            { } type => throw ApiException.Invalid(field["type"].Path, $"{field["type"].Path} is {type}; it must be text, json_object or json_schema."),
        };
    }

    /// <summary>Reads a named schema. It is enforced whether or not it is called strict.</summary>
    public static ChatResponseFormat JsonSchemaOf(JsonField field)
    {
        JsonField schema = field["schema"];
        return schema.IsNull ? throw schema.Expected("a JSON Schema")
            : ChatResponseFormat.ForJsonSchema(schema.RequiredObject(), field["name"].Text(), field["description"].Text());
    }

    private static IEnumerable<(JsonField Field, GrammarSource Grammar)> GrammarOf(JsonField field, Func<JsonField, GrammarSource> read) => field.IsNull ? [] : [(field, read(field))];

    // vLLM takes the schema as an object, or as its text.
    private static GrammarSource SchemaOf(JsonField field) => new(GrammarKind.JsonSchema, field.IsText ? field.RequiredText() : field.RequiredObject().GetRawText());

    private static GrammarSource RegexOf(JsonField field) => new(GrammarKind.Regex, field.RequiredText());

    private static GrammarSource GbnfOf(JsonField field) => new(GrammarKind.Gbnf, field.RequiredText());

    private static GrammarSource ChoiceOf(JsonField field) => field.Items(MaxChoices) is { Length: > 0 } items
        ? GrammarSource.Choice(items.Select(item => item.RequiredText()))
        : throw ApiException.Invalid(field.Path, $"{field.Path} is empty; it must have at least one choice.");
}
