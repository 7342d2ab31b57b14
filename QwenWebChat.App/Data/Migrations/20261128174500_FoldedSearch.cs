using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class FoldedSearch : Migration
    {
        // Written by hand: the model is the same, the search index (docs/adr/0013-search.md) holds folded texts.
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => MakeIndex(migrationBuilder, "trigram case_sensitive 1", value => $"search_fold({value})");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => MakeIndex(migrationBuilder, "trigram", value => value);

        private static void MakeIndex(MigrationBuilder migrationBuilder, string tokenizer, Func<string, string> fold)
        {
            migrationBuilder.Sql("DROP TABLE \"MessageTerms\";");
            Make(migrationBuilder, "TitleIndex", ("Conversations", "Title", "\"Title\"", "1"), tokenizer, fold);
            Make(migrationBuilder, "MessageIndex", ("Messages", "Text", "\"Text\", \"State\"", "{0}\"State\" <> 'Streaming'"), tokenizer, fold);
            migrationBuilder.Sql("CREATE VIRTUAL TABLE \"MessageTerms\" USING fts5vocab('MessageIndex', 'row');");
        }

        private static void Make(MigrationBuilder migrationBuilder, string index, (string Table, string Column, string Change, string Condition) of, string tokenizer, Func<string, string> fold)
        {
            (string table, string column, string change, string condition) = of;

            // Two line breaks at the end, so that a trigram begins with the last character too.
            string Indexed(string row) => $"{row}\"Number\", {fold($"{row}\"{column}\"")} || char(10, 10)";
            string When(string row) => condition.Replace("{0}", row, StringComparison.Ordinal);
            migrationBuilder.Sql(
                $"""
                DROP TRIGGER "{table}_Insert_{index}";
                DROP TRIGGER "{table}_Update_{index}";
                DROP TRIGGER "{table}_Delete_{index}";
                DROP TABLE "{index}";
                CREATE VIRTUAL TABLE "{index}" USING fts5("{column}", content='', contentless_delete=1, tokenize='{tokenizer}');
                INSERT INTO "{index}"(rowid, "{column}") SELECT {Indexed("")} FROM "{table}" WHERE {When("")};
                CREATE TRIGGER "{table}_Insert_{index}" AFTER INSERT ON "{table}" WHEN {When("new.")} BEGIN
                    INSERT INTO "{index}"(rowid, "{column}") VALUES ({Indexed("new.")});
                END;
                CREATE TRIGGER "{table}_Update_{index}" AFTER UPDATE OF {change} ON "{table}" WHEN {When("new.")} BEGIN
                    DELETE FROM "{index}" WHERE rowid = old."Number";
                    INSERT INTO "{index}"(rowid, "{column}") VALUES ({Indexed("new.")});
                END;
                CREATE TRIGGER "{table}_Delete_{index}" AFTER DELETE ON "{table}" BEGIN
                    DELETE FROM "{index}" WHERE rowid = old."Number";
                END;
                """);
        }
    }
}
