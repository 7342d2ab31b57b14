namespace QwenWebChat.App.Exports;

/// <summary>A file format for downloads. A new format is one class and one line of registration.</summary>
/// <typeparam name="TContent">The content of a file.</typeparam>
internal interface IExportFormat<in TContent>
{
    /// <summary>The file extension without a dot; the address of the download ends with it.</summary>
    string Ending { get; }

    string MediaType { get; }

    /// <summary>The format's name, the same in every language.</summary>
    string Label { get; }

    /// <summary>Writes a file in the user's language. Writes asynchronously, because a server's response allows nothing else.</summary>
    Task WriteAsync(TContent content, Stream output, CancellationToken cancellationToken);
}
