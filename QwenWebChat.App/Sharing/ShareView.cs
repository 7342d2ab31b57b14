using QwenWebChat.App.Data;

namespace QwenWebChat.App.Sharing;

/// <summary>A share as pages list it.</summary>
/// <param name="Name">The name of what is shared.</param>
/// <param name="OwnerName">Whose it is.</param>
/// <param name="GroupName">The group that may see it; null for a link.</param>
/// <param name="Key">The last part of its address.</param>
public sealed record ShareView(Guid Id, ShareTarget Target, string Name, string OwnerName, string? GroupName, ShareRight Right, string Key, DateTimeOffset CreatedAt)
{
    /// <summary>The address of a share.</summary>
    public string Address => AddressOf(Key);

    /// <summary>Returns the address of the share with a key, relative to the app.</summary>
    public static string AddressOf(string key) => $"shared/{key}";
}
