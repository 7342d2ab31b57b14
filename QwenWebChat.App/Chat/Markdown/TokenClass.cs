namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Maps the scopes of a TextMate grammar to the few colours of the style sheet.</summary>
internal static class TokenClass
{
    /// <summary>Every class that <see cref="Of"/> may give.</summary>
    public static readonly string[] All = ["tk-comment", "tk-string", "tk-number", "tk-keyword", "tk-type", "tk-function", "tk-name", "tk-added", "tk-removed"];

    // The first match counts.
    private static readonly (string Scope, string? Class)[] Rules =
    [
        ("comment", "tk-comment"), ("punctuation.definition.comment", "tk-comment"),
        ("string", "tk-string"), ("punctuation.definition.string", "tk-string"), ("constant.character", "tk-string"),
        ("constant.language", "tk-keyword"), ("constant", "tk-number"), ("keyword.other.unit", "tk-number"),
        ("keyword.operator.expression", "tk-keyword"), ("keyword.operator.new", "tk-keyword"), ("keyword.operator.logical.python", "tk-keyword"), ("keyword.operator", null),
        ("keyword", "tk-keyword"), ("storage.type.java", "tk-type"), ("storage", "tk-keyword"), ("variable.language", "tk-keyword"),
        ("entity.name.function", "tk-function"), ("support.function", "tk-function"),
        ("support.type.property-name", "tk-name"), ("entity.other.attribute-name", "tk-name"), ("entity.name.tag.yaml", "tk-name"),
        ("entity.name.tag", "tk-keyword"), ("entity.name.section", "tk-keyword"), ("entity.name", "tk-type"), ("support.type", "tk-type"), ("support.class", "tk-type"),
        ("markup.heading", "tk-keyword"), ("heading.", "tk-keyword"), ("markup.inserted", "tk-added"), ("markup.deleted", "tk-removed"), ("meta.template.expression", null), ("meta.interpolation", null),
    ];

    /// <summary>The class of a token, from its innermost scope outwards; null for plain text.</summary>
    public static string? Of(IReadOnlyList<string> scopes)
    {
        for (int i = scopes.Count - 1; i >= 0; i--)
        {
            foreach ((string scope, string? name) in Rules)
            {
                if (scopes[i].StartsWith(scope, StringComparison.Ordinal))
                {
                    return name;
                }
            }
        }

        return null;
    }
}
