namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>This app's export: everything of some conversations but whose they are. Field names are the format.</summary>
internal sealed record ExportedFile
{
    public const string FormatName = "qwenwebchat";

    /// <summary>Rises when an older app could no longer read it; new optional fields do not raise it.</summary>
    public const int PresentVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset ExportedAt { get; init; }

    /// <summary>Whole ones; written one after the other, so that few are in memory.</summary>
    public required IReadOnlyList<ExportedConversation> Conversations { get; init; }
}
