using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>A summary as a file of its own: with its citations, their pages, and whether the document says so.</summary>
internal static partial class SummaryExport
{
    /// <summary>With footnotes as most Markdown programs know them.</summary>
    public static string ToMarkdown(SummaryView view, SummaryWords words)
    {
        StringBuilder markdown = new();
        markdown.Append("# ").Append(Escape(view.DocumentName)).Append("\n\n").Append(CitationMarks.Written().Replace(view.Text, "[^$1]").TrimEnd()).Append('\n');
        foreach (Citation citation in view.Citations)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"\n[^{citation.Number}]: ").Append(Escape(words.Describe(citation))).Append('\n');
        }

        return markdown.ToString();
    }

    /// <summary>A page that loads nothing and runs nothing.</summary>
    public static string ToHtml(SummaryView view, SummaryWords words)
    {
        StringBuilder html = new();
        string title = WebUtility.HtmlEncode(view.DocumentName);
        html.Append("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
            .Append(title).Append("</title>\n<style>body{max-width:45rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.5}.close{color:#8a5300}.unfound{color:#a40000}</style>\n</head>\n<body>\n<h1>")
            .Append(title).Append("</h1>\n").Append(Body(view.Text));
        if (view.Citations.Count > 0)
        {
            html.Append("<h2>").Append(WebUtility.HtmlEncode(words.Sources)).Append("</h2>\n<ol>\n");
            foreach (Citation citation in view.Citations)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li id=\"c{citation.Number}\"{ClassOf(citation.Kind)}>")
                    .Append(WebUtility.HtmlEncode(words.Describe(citation))).Append("</li>\n");
            }

            html.Append("</ol>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string ClassOf(CitationKind kind) => kind switch
    {
        CitationKind.Close => " class=\"close\"",
        CitationKind.NotFound => " class=\"unfound\"",
        _ => "",
    };

    private static string Body(string text)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        HtmlRenderer renderer = new(writer);
        renderer.ObjectRenderers.Add(new Markdig.Extensions.Tables.HtmlTableRenderer());
        renderer.ObjectRenderers.Add(new CitationRenderer());
        try
        {
            renderer.Render(CitedMarkdown.Parse(text));
        }
        catch (ArgumentException)
        {
            // Nested too deep: as it was written.
            return $"<pre>{WebUtility.HtmlEncode(text)}</pre>\n";
        }

        return writer.ToString();
    }

    // What would be markup in a line of text.
    private static string Escape(string text) => Markup().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\`*_{}\[\]<>#|~]")]
    private static partial Regex Markup();

    private sealed class CitationRenderer : HtmlObjectRenderer<CitationInline>
    {
        protected override void Write(HtmlRenderer renderer, CitationInline obj) =>
            renderer.Write(string.Create(CultureInfo.InvariantCulture, $"<sup><a href=\"#c{obj.Number}\">{obj.Number}</a></sup>"));
    }
}
