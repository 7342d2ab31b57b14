namespace QwenWebChat.App.Documents.Readers;

/// <summary>The kinds of frames that a reader sends: a byte for the kind, the length as a little-endian int, the content.</summary>
internal enum ReaderFrame : byte
{
    /// <summary>How far it is: two ints, pages done and pages in all or -1.</summary>
    Progress = 0x51,

    /// <summary>A piece of the text's file (<see cref="Library.DocumentTextFile"/>).</summary>
    Text = 0x52,

    /// <summary>The text is whole: its bytes in all, then the most memory held, both as longs.</summary>
    End = 0x53,

    /// <summary>No text: an error's name and its message as strings, then the most memory held as a long.</summary>
    Refused = 0x54,
}
