using System.Collections.Frozen;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The meanings of RTF's controls (Rich Text Format specification 1.9.1).</summary>
internal static class RtfWords
{
    /// <summary>Controls that stand for characters.</summary>
    public static readonly FrozenDictionary<string, string> Characters = new Dictionary<string, string>
    {
        ["tab"] = "\t",
        ["line"] = "\n",
        ["lbr"] = "\n",
        ["softline"] = "\n",
        ["emdash"] = "\u2014",
        ["endash"] = "\u2013",
        ["bullet"] = "\u2022",
        ["lquote"] = "\u2018",
        ["rquote"] = "\u2019",
        ["ldblquote"] = "\u201C",
        ["rdblquote"] = "\u201D",
        ["emspace"] = " ",
        ["enspace"] = " ",
        ["qmspace"] = " ",
        ["zwj"] = "\u200D",
        ["zwnj"] = "\u200C",
        ["ltrmark"] = "\u200E",
        ["rtlmark"] = "\u200F",
        ["~"] = "\u00A0",
        ["_"] = "\u2011",
    }.ToFrozenDictionary();

    /// <summary>Controls at the start of a group that define the use of its text. A group that begins with an asterisk and none of these is skipped.</summary>
    public static readonly FrozenDictionary<string, RtfDestination> Destinations = Create(
        (RtfDestination.Fonts, "fonttbl"),
        (RtfDestination.Styles, "stylesheet"),
        (RtfDestination.Title, "title"),
        (RtfDestination.ListMark, "listtext pntext"),
        (RtfDestination.Container, "info shp shpinst shpgrp do upr nesttableprops"),
        (RtfDestination.Text, "ud shppict fldrslt result"),
        (RtfDestination.Skipped,
            "colortbl author operator subject keywords doccomm company manager category hlinkbase comment creatim revtim printim buptim fldinst objdata objclass objname "
            + "pict nonshppict shprslt sp xe tc rxe bkmkstart bkmkend listtable listoverridetable revtbl filetbl template falt panose fontemb pn ftnsep ftnsepc ftncn "
            + "aftnsep aftnsepc aftncn nonesttables background")).ToFrozenDictionary();

    /// <summary>Controls at the start of a group that is a separate sequence of paragraphs.</summary>
    public static readonly FrozenDictionary<string, RtfStoryKind> Stories = new Dictionary<string, RtfStoryKind>
    {
        ["footnote"] = RtfStoryKind.Note,
        ["annotation"] = RtfStoryKind.Comment,
        ["header"] = RtfStoryKind.Header,
        ["headerl"] = RtfStoryKind.Header,
        ["headerr"] = RtfStoryKind.Header,
        ["headerf"] = RtfStoryKind.Header,
        ["footer"] = RtfStoryKind.Footer,
        ["footerl"] = RtfStoryKind.Footer,
        ["footerr"] = RtfStoryKind.Footer,
        ["footerf"] = RtfStoryKind.Footer,
        ["shptxt"] = RtfStoryKind.TextBox,
        ["dptxbxtext"] = RtfStoryKind.TextBox,
    }.ToFrozenDictionary();

    private static Dictionary<string, RtfDestination> Create(params (RtfDestination Destination, string Words)[] lists) =>
        lists.SelectMany(list => list.Words.Split(' ').Select(word => (word, list.Destination))).ToDictionary();
}
