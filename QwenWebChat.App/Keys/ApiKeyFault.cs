namespace QwenWebChat.App.Keys;

/// <summary>The reason why a key is not made. The pages have a text for each, <c>ApiKeyFault_NAME</c>.</summary>
internal enum ApiKeyFault
{
    NameInvalid,
    NameTaken,
    NoScope,

    /// <summary>Only administrators may have keys for figures.</summary>
    FiguresForbidden,
    ExpiryInvalid,
    TooMany,
    OwnerNotFound,
    NotFound,
}
