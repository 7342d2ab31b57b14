using System.Text.RegularExpressions;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>
/// Reads a page token by token. AngleSharp's tokenizer follows the standard, but its tree is not used, because building
/// it takes time quadratic in the nesting. Scripts are skipped as text, and nothing is fetched.
/// </summary>
internal sealed partial class HtmlTextReader(HtmlBlocks blocks, bool isXhtml, CancellationToken cancellationToken)
{
    private const int TokensBetweenChecks = 4_096;

    private readonly HtmlMarks _marks = new(blocks);
    private readonly HtmlFields _fields = new(blocks);
    private MathText? _formula;
    private string? _skipped;
    private int _skipDepth;
    private int _articles;
    private bool _isTitle;

    public string? Title { get; private set; }

    public int PictureCount { get; private set; }

    public int HiddenCount { get; private set; }

    /// <summary>The number of navigation blocks and footers, which are not part of the page's subject.</summary>
    public int FrameCount { get; private set; }

    public void Read(string html)
    {
        using TextSource source = new(html);
        using HtmlTokenizer tokenizer = new(source, HtmlEntityProvider.Resolver) { IsAcceptingCharacterData = isXhtml };
        for (int count = 1; ; count++)
        {
            if (count % TokensBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            HtmlToken token = tokenizer.Get();
            switch (token.Type)
            {
                case HtmlTokenType.EndOfFile:
                    EndFormula();
                    blocks.Flush();
                    return;
                case HtmlTokenType.Character:
                    Text(token.Data);
                    break;
                case HtmlTokenType.StartTag:
                    Start((HtmlTagToken)token, tokenizer);
                    break;
                case HtmlTokenType.EndTag:
                    End(LocalName(token.Name));
                    break;
            }
        }
    }

    private void Text(string text)
    {
        if (_isTitle)
        {
            Title ??= string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        else if (_skipped is not null)
        {
            return;
        }
        else if (_formula is not null)
        {
            _formula.Text(text);
        }
        else if (_fields.IsInChoice)
        {
            _fields.Text(text);
        }
        else
        {
            blocks.Text(text);
        }
    }

    private void Start(HtmlTagToken tag, HtmlTokenizer tokenizer)
    {
        string name = LocalName(tag.Name);
        bool isEmpty = HtmlElements.Void.Contains(name) || (isXhtml && tag.IsSelfClosing);
        if (!isEmpty && !isXhtml)
        {
            tokenizer.State = StateWithin(name);
        }

        if (_skipped is not null)
        {
            _skipDepth += name == _skipped && !isEmpty ? 1 : 0;
            return;
        }

        if (!isEmpty && IsSkipped(tag, name))
        {
            (_skipped, _skipDepth) = (name, 1);
            return;
        }

        if (_formula is not null && !HtmlElements.Blocks.Contains(name))
        {
            StartInFormula(tag, name);
            return;
        }

        EndFormula();
        _formula = name == "math" && !isEmpty ? new MathText() : null;
        CountPicture(tag, name);
        _marks.Start(name);
        _fields.Start(name, tag);
        _articles += !isEmpty && name is "article" or "main" or "blockquote" ? 1 : 0;
        _isTitle = name == "title" && !isEmpty;
        blocks.Start(name, tag);
        if (isEmpty && isXhtml && !HtmlElements.Void.Contains(name))
        {
            blocks.End(name);
        }
    }

    private void End(string name)
    {
        if (_skipped is not null)
        {
            _skipDepth -= name == _skipped ? 1 : 0;
            _skipped = _skipDepth == 0 ? null : _skipped;
            return;
        }

        if (_formula is not null && !HtmlElements.Blocks.Contains(name))
        {
            _formula.End(name);
            if (_formula.IsComplete)
            {
                EndFormula();
            }

            return;
        }

        EndFormula();
        _marks.End(name);
        _fields.End(name);
        _articles -= name is "article" or "main" or "blockquote" && _articles > 0 ? 1 : 0;
        _isTitle = false;
        blocks.End(name);
    }

    private void StartInFormula(HtmlTagToken tag, string name)
    {
        _formula!.Start(name, HtmlElements.Attribute(tag, "open"), HtmlElements.Attribute(tag, "close"));
        if (tag.IsSelfClosing)
        {
            _formula.End(name);
        }
    }

    private void EndFormula()
    {
        if (_formula is not null)
        {
            blocks.Text(_formula.Finish());
            _formula = null;
        }
    }

    // Wikipedia shows its formulas as pictures with their TeX as the alternative text.
    private void CountPicture(HtmlTagToken tag, string name)
    {
        if (name == "img" && HtmlElements.Attribute(tag, "class")?.StartsWith("mwe-math", StringComparison.Ordinal) == true && HtmlElements.Attribute(tag, "alt") is { Length: > 0 } formula)
        {
            blocks.Text(formula);
            return;
        }

        PictureCount += name is "img" or "image" ? 1 : 0;
    }

    // The page's own footer is not part of its text; the footer of an article may be.
    private bool IsSkipped(HtmlTagToken tag, string name)
    {
        if (HtmlElements.Skipped.Contains(name) || (name == "footer" && _articles == 0 && !isXhtml))
        {
            PictureCount += name is "svg" or "object" or "canvas" ? 1 : 0;
            FrameCount += name is "nav" or "footer" ? 1 : 0;
            return true;
        }

        bool isHidden = false;
        foreach (HtmlAttributeToken attribute in tag.Attributes)
        {
            isHidden |= attribute.Name switch
            {
                "hidden" => attribute.Value != "until-found",
                "style" => HidingStyle().IsMatch(attribute.Value),
                _ => false,
            };
            if (attribute.Name == "role" && HtmlElements.SkippedRoles.Contains(attribute.Value))
            {
                FrameCount++;
                return true;
            }

            // KaTeX renders each formula a second time.
            if (attribute is { Name: "class", Value: "katex-html" })
            {
                return true;
            }
        }

        // A page that is wholly hidden until its script runs is still meant to be read.
        isHidden &= name is not ("html" or "body");
        HiddenCount += isHidden ? 1 : 0;
        return isHidden;
    }

    // The content of these elements is not markup, whatever it looks like.
    private static HtmlParseMode StateWithin(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    private static string LocalName(string name) => name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? name[(colon + 1)..] : name;

    [GeneratedRegex(@"(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0+(px|pt|em|rem|%)?\s*(;|$|!))", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex HidingStyle();
}
