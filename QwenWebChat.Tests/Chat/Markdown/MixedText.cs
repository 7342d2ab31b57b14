using System.Text;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>Makes texts of the kinds that models write, and beside each what a reader should see of it.</summary>
/// <param name="seed">The same seed makes the same text.</param>
internal sealed class MixedText(int seed)
{
    // Markdown, and what is shown of it.
    private static readonly (string Markdown, string Shown)[] Pieces =
    [
        ("今天天气很好，", "今天天气很好，"), ("价格10~20元，30~40元。", "价格10~20元，30~40元。"), ("营业时间9:00~10:00，14:00~15:00；", "营业时间9:00~10:00，14:00~15:00；"),
        ("x^2 + y^2 = z^2，", "x^2 + y^2 = z^2，"), ("C++ and C++17: use g++ or clang++. ", "C++ and C++17: use g++ or clang++. "), ("如果a==b且c==d，", "如果a==b且c==d，"),
        ("版本^1.2.0和^2.0.0兼容；", "版本^1.2.0和^2.0.0兼容；"), ("Copy ~/.bashrc to ~/.profile. ", "Copy ~/.bashrc to ~/.profile. "), ("共$1,500。变量以$开头，", "共$1,500。变量以$开头，"),
        ("It costs $5, or $6 with tax. ", "It costs $5, or $6 with tax. "), ("set PATH=$HOME/bin:$PATH now ", "set PATH=$HOME/bin:$PATH now "), ("snake_case_name and __init__.py ", "snake_case_name and __init__.py "),
        ("the $n$th element ", "the $n$th element "), ("水是H$_2$O，", "水是H$_2$O，"), ("即$\\frac{a}{b}$，", "即$\\frac{a}{b}$，"), ("so \\(a < b\\) holds ", "so \\(a < b\\) holds "),
        ("**具体：**与其", "具体：与其"), ("他说**“你好”**就走了。", "他说“你好”就走了。"), ("增长**50%**左右，", "增长50%左右，"), ("*really* good ", "really good "), ("~~旧的~~新的，", "旧的新的，"),
        ("`a | b` 和 ", "a | b 和 "), ("用`$x$`表示，", "用$x$表示，"), ("`x^2`，", "x^2，"), ("官网：https://example.com/a?b=1，", "官网：https://example.com/a?b=1，"), ("[文档](https://example.com)，", "文档，"),
        ("H<sub>2</sub>O，", "H2O，"), ("按<kbd>Ctrl</kbd>键，", "按Ctrl键，"), ("1 < 2 && 3 > 2 ", "1 < 2 && 3 > 2 "), ("<p>不是标签</p>，", "<p>不是标签</p>，"), ("50% & 60% ", "50% & 60% "), ("日本語の文章です。", "日本語の文章です。"),
        ("مرحبا بالعالم ", "مرحبا بالعالم "), ("5 * 3 = 15, 2 * 4 = 8 ", "5 * 3 = 15, 2 * 4 = 8 "), ("😀👍🏽 ", "😀👍🏽 "), ("a#b @c 100% ", "a#b @c 100% "),
    ];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _markdown = new();
    private readonly StringBuilder _shown = new();

    public static (string Markdown, string Shown) Make(int seed)
    {
        MixedText text = new(seed);
        for (int block = text._random.Next(3, 9); block > 0; block--)
        {
            text.AddBlock();
            text._markdown.Append("\n\n");
        }

        return (text._markdown.ToString().TrimEnd('\n'), text._shown.ToString());
    }

    private void AddBlock()
    {
        switch (_random.Next(9))
        {
            case 0:
                AddLine(new string('#', _random.Next(1, 5)) + " ");
                break;
            case 1:
                AddLines("- ", "- ");
                break;
            case 2:
                AddLines("1. ", "2. ");
                break;
            case 3:
                AddLines("> ", "> ");
                break;
            case 4:
                Add("```python\nx = {'a': 1}  # $5 ~ **no** ^2\n\nprint(x)\n```", "x = {'a': 1}  # $5 ~ **no** ^2\n\nprint(x)");
                break;
            case 5:
                AddTable();
                break;
            case 6:
                AddLine("");
                Add("$$\n\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}\n$$", "$$\n\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}\n$$");
                break;
            default:
                AddLines("", "");
                break;
        }
    }

    private void AddLines(string first, string next)
    {
        AddLine(first);
        for (int more = _random.Next(3); more > 0; more--)
        {
            _markdown.Append('\n');
            AddLine(next);
        }
    }

    private void AddTable()
    {
        (string markdown, string shown)[] cells = [.. Enumerable.Range(0, 6).Select(_ => Pieces[_random.Next(Pieces.Length)])];
        cells = [.. cells.Select(cell => cell.markdown.Contains('|', StringComparison.Ordinal) ? ("`a \\| b`", "a | b") : cell)];
        Add($"| {cells[0].markdown} | {cells[1].markdown} |\n| --- | ---: |\n| {cells[2].markdown} | {cells[3].markdown} |\n| {cells[4].markdown} | {cells[5].markdown} |", string.Concat(cells.Select(cell => cell.shown)));
    }

    // A word comes first, so that no piece begins a list or a heading of its own.
    private void AddLine(string prefix)
    {
        Add(prefix + "文 ", "文 ");
        for (int count = _random.Next(1, 5); count > 0; count--)
        {
            (string markdown, string shown) = Pieces[_random.Next(Pieces.Length)];
            Add(markdown, shown);
        }
    }

    private void Add(string markdown, string shown)
    {
        _markdown.Append(markdown);
        _shown.Append(shown);
    }
}
