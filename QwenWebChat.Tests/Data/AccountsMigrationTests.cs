using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Data;

/// <summary>A database of the version before there were accounts.</summary>
public sealed class AccountsMigrationTests
{
    [Fact]
    public async Task Prepare_DatabaseWithoutAccounts_KeepsEverythingForTheLocalAccount()
    {
        using TestDatabase database = new();
        Guid conversation = await database.CreateAsync("kept");
        Guid question = await database.AddAsync(conversation, null, "the question of before");
        await database.AddAsync(conversation, question, "the answer of before", MessageRole.Assistant);
        using (ChatDbContext context = database.CreateForAll())
        {
            context.Database.Migrate("20261129231000_TokensPerStep");
            context.Database.ExecuteSql($"UPDATE Owners SET SystemPrompt = 'Be brief.' WHERE Id = {Account.LocalId}");
        }

        database.File.Prepare(TestDatabase.Cancellation);

        using ChatDbContext after = database.CreateForAll();
        Account local = after.Accounts.Single(account => account.Id == Account.LocalId);
        Assert.Equal(("local", AccountRole.Administrator, null, "Be brief."), (local.Name, local.Role, local.PasswordHash, local.SystemPrompt));
        Assert.Equal(["the question of before", "the answer of before"], (await database.OpenAsync(conversation)).Path.Select(message => message.Text));
        // The triggers of the search index are still there.
        Assert.NotEmpty(await database.Search.FindAsync(Account.LocalId, "before", cancellationToken: TestDatabase.Cancellation));
        await database.AddAsync(conversation, question, "another zebra");
        Assert.NotEmpty(await database.Search.FindAsync(Account.LocalId, "zebra", cancellationToken: TestDatabase.Cancellation));
        Assert.Empty(after.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check"));
    }
}
