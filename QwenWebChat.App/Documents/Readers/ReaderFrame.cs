namespace QwenWebChat.App.Documents.Readers;

/// <summary>The kinds of frames that a reader sends: one byte for the kind, the length as a little-endian int, the content.</summary>
internal enum ReaderFrame : byte
{
    /// <summary>The progress as two ints: pages done, and all pages or -1.</summary>
    Progress = 0x51,

    /// <summary>A piece of the text in its file format (<see cref="Library.DocumentTextFile"/>).</summary>
    Text = 0x52,

    /// <summary>The end of the text: its total bytes and the peak memory, both as longs.</summary>
    End = 0x53,

    /// <summary>An error instead of a text: its name and message as strings, and the peak memory as a long.</summary>
    Refused = 0x54,
}
