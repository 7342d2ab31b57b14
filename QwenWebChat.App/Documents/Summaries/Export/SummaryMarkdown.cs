using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.App.Exports;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>Writes a summary as Markdown, with its citations as footnotes in the form that most Markdown programs support.</summary>
internal sealed partial class SummaryMarkdown(SummaryWords words) : IExportFormat<SummaryView>
{
    public string Ending => "md";

    public string MediaType => "text/markdown; charset=utf-8";

    public string Label => "Markdown";

    public Task WriteAsync(SummaryView content, Stream output, CancellationToken cancellationToken)
    {
        StringBuilder markdown = new();
        markdown.Append("# ").Append(Escape(content.DocumentName)).Append("\n\n").Append(CitationMarks.Written().Replace(content.Text, "[^$1]").TrimEnd()).Append('\n');
        foreach (Citation citation in content.Citations)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"\n[^{citation.Number}]: ").Append(Escape(words.Describe(citation))).Append('\n');
        }

        return output.WriteAsync(Encoding.UTF8.GetBytes(markdown.ToString()), cancellationToken).AsTask();
    }

    // The name and the quotation are text, whatever markup they contain.
    private static string Escape(string text) => Markup().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\`*_{}\[\]<>#|~]")]
    private static partial Regex Markup();
}
