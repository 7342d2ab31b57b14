namespace QwenWebChat.App.Data;

/// <summary>A text that an owner stores for reuse; the app asks for values of <c>{{names}}</c> in it.</summary>
internal sealed class SavedPrompt
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Title { get; set; }

    public required string Text { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
