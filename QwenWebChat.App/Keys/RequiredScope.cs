using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>Marks an endpoint that keys open, with the scope that they need. Every other endpoint ignores keys.</summary>
/// <param name="Scope">The scope; <see cref="ApiScopes.None"/> if any key will do.</param>
internal sealed record RequiredScope(ApiScopes Scope);
