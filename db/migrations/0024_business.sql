-- The counter's other businesses: what must be shown, and the words of documents that had none.

INSERT INTO policy (key, from_day, value) VALUES
	('papers.transfer', '2017-11-09', 'old_certificate|loss_statement,transfer_contract|invoice|court_paper'),
	('papers.change', '2017-11-09', 'old_certificate|loss_statement'),
	('papers.parts', '2017-11-09', 'invoice|dealer_statement|conformity'),
	('papers.replace', '2017-11-09', 'old_certificate|loss_statement'),
	('papers.lost', '2017-11-09', 'loss_statement'),
	('papers.deregister', '2017-11-09', 'old_certificate|loss_statement'),
	('photo.change', '2017-11-09', 'front'),
	('photo.plate', '2017-11-09', 'rear_plate'),
	('photo.tag', '2017-11-09', 'tag_place');

INSERT INTO paper_text (key, from_at, value) VALUES
	('doc.old_certificate', 0, '原登记证'),
	('doc.loss_statement', 0, '遗失声明'),
	('doc.scrap_proof', 0, '报废回收证明'),
	('doc.court_paper', 0, '人民法院、公证机构等出具的法律文书'),
	('doc.delivery_contract', 0, '配送服务合同或者用工证明');
