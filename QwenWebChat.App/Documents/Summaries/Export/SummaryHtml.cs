using System.Globalization;
using System.Net;
using System.Text;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using QwenWebChat.App.Exports;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>Writes a summary as an HTML page that loads nothing and runs nothing. Its citations are a list at the end.</summary>
internal sealed class SummaryHtml(SummaryWords words) : IExportFormat<SummaryView>
{
    public string Ending => "html";

    public string MediaType => "text/html; charset=utf-8";

    public string Label => "HTML";

    public Task WriteAsync(SummaryView content, Stream output, CancellationToken cancellationToken)
    {
        StringBuilder html = new();
        string title = WebUtility.HtmlEncode(content.DocumentName);
        html.Append("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
            .Append(title).Append("</title>\n<style>body{max-width:45rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.5}.close{color:#8a5300}.unfound{color:#a40000}</style>\n</head>\n<body>\n<h1>")
            .Append(title).Append("</h1>\n").Append(Body(content.Text));
        if (content.Citations.Count > 0)
        {
            html.Append("<h2>").Append(WebUtility.HtmlEncode(words.Sources)).Append("</h2>\n<ol>\n");
            foreach (Citation citation in content.Citations)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li id=\"c{citation.Number}\"{ClassOf(citation.Kind)}>")
                    .Append(WebUtility.HtmlEncode(words.Describe(citation))).Append("</li>\n");
            }

            html.Append("</ol>\n");
        }

        html.Append("</body>\n</html>\n");
        return output.WriteAsync(Encoding.UTF8.GetBytes(html.ToString()), cancellationToken).AsTask();
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
            // Too deeply nested: shown as plain text.
            return $"<pre>{WebUtility.HtmlEncode(text)}</pre>\n";
        }

        return writer.ToString();
    }

    private sealed class CitationRenderer : HtmlObjectRenderer<CitationInline>
    {
        protected override void Write(HtmlRenderer renderer, CitationInline obj) =>
            renderer.Write(string.Create(CultureInfo.InvariantCulture, $"<sup><a href=\"#c{obj.Number}\">{obj.Number}</a></sup>"));
    }
}
