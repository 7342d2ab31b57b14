using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A language that a fence may name: the grammar that colours it and the ending of its files.</summary>
/// <param name="Grammar">The grammar's id in TextMateSharp; null where there is none.</param>
internal sealed partial record CodeLanguage(string? Grammar, string Extension)
{
    private static readonly FrozenDictionary<string, CodeLanguage> Known = new (string Names, string? Grammar, string Extension)[]
    {
        ("csharp cs c#", "csharp", "cs"),
        ("python py python3 ipython", "python", "py"),
        ("javascript js node mjs cjs", "javascript", "js"),
        ("jsx", "javascriptreact", "jsx"),
        ("typescript ts", "typescript", "ts"),
        ("tsx", "typescriptreact", "tsx"),
        ("json", "json", "json"),
        ("jsonc json5", "jsonc", "json"),
        ("html htm vue", "html", "html"),
        ("css", "css", "css"),
        ("scss", "scss", "scss"),
        ("less", "less", "less"),
        ("sql mysql postgresql postgres sqlite tsql plsql", "sql", "sql"),
        ("bash sh shell zsh shellscript console", "shellscript", "sh"),
        ("powershell ps1 pwsh", "powershell", "ps1"),
        ("bat cmd batch", "bat", "bat"),
        ("java", "java", "java"),
        ("groovy gradle", "groovy", "groovy"),
        ("c h", "c", "c"),
        ("cpp c++ hpp cc cxx", "cpp", "cpp"),
        ("cuda cu", "cuda-cpp", "cu"),
        ("objective-c objectivec objc", "objective-c", "m"),
        ("objective-c++ objectivecpp objcpp mm", "objective-cpp", "mm"),
        ("xml xaml svg csproj", "xml", "xml"),
        ("yaml yml", "yaml", "yaml"),
        ("markdown md", "markdown", "md"),
        ("asciidoc adoc", "asciidoc", "adoc"),
        ("go golang", "go", "go"),
        ("rust rs", "rust", "rs"),
        ("dart flutter", "dart", "dart"),
        ("php", "php", "php"),
        ("ruby rb", "ruby", "rb"),
        ("perl pl", "perl", "pl"),
        ("raku perl6", "perl6", "raku"),
        ("swift", "swift", "swift"),
        ("fsharp fs f#", "fsharp", "fs"),
        ("vb vbnet", "vb", "vb"),
        ("razor cshtml blazor", "razor", "razor"),
        ("lua", "lua", "lua"),
        ("r rlang", "r", "R"),
        ("julia jl", "julia", "jl"),
        ("pascal delphi", "pascal", "pas"),
        ("clojure clj cljs", "clojure", "clj"),
        ("coffeescript coffee", "coffeescript", "coffee"),
        ("handlebars hbs", "handlebars", "hbs"),
        ("pug jade", "jade", "pug"),
        ("hlsl", "hlsl", "hlsl"),
        ("shaderlab", "shaderlab", "shader"),
        ("asm assembly nasm x86asm", "x86asm", "asm"),
        ("dockerfile docker containerfile", "dockerfile", "dockerfile"),
        ("makefile make mk", "makefile", "mk"),
        ("diff patch", "diff", "diff"),
        ("gitignore ignore", "ignore", "gitignore"),
        ("ini toml conf", "ini", "ini"),
        ("properties", "properties", "properties"),
        ("log", "log", "log"),
        ("latex", "latex", "tex"),
        ("tex", "tex", "tex"),
        ("bibtex bib", "bibtex", "bib"),
        ("typst typ", "typst", "typ"),
        ("csv", null, "csv"),
        ("mermaid", null, "mmd"),
        ("kotlin kt", null, "kt"),
        ("text txt plaintext", null, "txt"),
    }.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, new CodeLanguage(row.Grammar, row.Extension)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static CodeLanguage? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The language that a file's name stands for; null where it tells none.</summary>
    public static string? OfFile(string path)
    {
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        string ending = name[(name.LastIndexOf('.') + 1)..];
        return Find(ending) is not null ? ending : Find(name) is not null ? name : null;
    }

    /// <summary>The name under which a block is saved: its own where that is harmless, else one with a known ending.</summary>
    public static string FileName(CodeText code)
    {
        string own = code.FileName is { } path ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : "";
        return SafeName().IsMatch(own) ? own : code.Language.ToUpperInvariant() switch
        {
            "DOCKERFILE" or "DOCKER" => "Dockerfile",
            "MAKEFILE" or "MAKE" => "Makefile",
            _ => $"code.{Find(code.Language)?.Extension ?? "txt"}",
        };
    }

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N}_.-]{0,79}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeName();
}
