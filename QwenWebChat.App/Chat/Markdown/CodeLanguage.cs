using System.Collections.Frozen;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A language that a fence may name: the grammar that colours it and the ending of its files.</summary>
/// <param name="Grammar">The grammar's id in TextMateSharp; null where there is none.</param>
internal sealed record CodeLanguage(string? Grammar, string Extension)
{
    private static readonly FrozenDictionary<string, CodeLanguage> Known = new (string Names, string? Grammar, string Extension)[]
    {
        ("csharp cs c#", "csharp", "cs"),
        ("python py python3", "python", "py"),
        ("javascript js node mjs", "javascript", "js"),
        ("jsx", "javascriptreact", "jsx"),
        ("typescript ts", "typescript", "ts"),
        ("tsx", "typescriptreact", "tsx"),
        ("json", "json", "json"),
        ("jsonc json5", "jsonc", "json"),
        ("html htm", "html", "html"),
        ("css", "css", "css"),
        ("scss", "scss", "scss"),
        ("sql mysql postgresql sqlite tsql", "sql", "sql"),
        ("bash sh shell zsh shellscript", "shellscript", "sh"),
        ("powershell ps1 pwsh", "powershell", "ps1"),
        ("bat cmd batch", "bat", "bat"),
        ("java", "java", "java"),
        ("c h", "c", "c"),
        ("cpp c++ hpp cc cxx", "cpp", "cpp"),
        ("xml xaml svg", "xml", "xml"),
        ("yaml yml", "yaml", "yaml"),
        ("markdown md", "markdown", "md"),
        ("go golang", "go", "go"),
        ("rust rs", "rust", "rs"),
        ("php", "php", "php"),
        ("ruby rb", "ruby", "rb"),
        ("swift", "swift", "swift"),
        ("fsharp fs f#", "fsharp", "fs"),
        ("vb vbnet", "vb", "vb"),
        ("razor cshtml", "razor", "razor"),
        ("lua", "lua", "lua"),
        ("r", "r", "R"),
        ("diff patch", "diff", "diff"),
        ("ini toml", "ini", "ini"),
        ("latex tex", "latex", "tex"),
        ("csv", null, "csv"),
        ("mermaid", null, "mmd"),
        ("kotlin kt", null, "kt"),
    }.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, new CodeLanguage(row.Grammar, row.Extension)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static CodeLanguage? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The name under which a block of this language is saved; made of known endings only.</summary>
    public static string FileName(string language) => language.ToUpperInvariant() switch
    {
        "DOCKERFILE" or "DOCKER" => "Dockerfile",
        "MAKEFILE" or "MAKE" => "Makefile",
        _ => $"code.{Find(language)?.Extension ?? "txt"}",
    };
}
