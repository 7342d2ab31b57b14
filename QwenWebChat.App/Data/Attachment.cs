namespace QwenWebChat.App.Data;

/// <summary>A text that was sent with a message of the user.</summary>
internal sealed class Attachment
{
    public required Guid Id { get; init; }

    public required Guid MessageId { get; init; }

    /// <summary>The position among the message's attachments, from 0.</summary>
    public required int Place { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    public required string Text { get; init; }
}
